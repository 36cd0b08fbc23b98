using System.Net;
using System.Net.Sockets;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Does somebody take the connection?</summary>
internal sealed class TcpStep : IDoctorStep
{
    public string Name => "tcp";

    public async Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var (hop, limit) = (examination.FirstHop, examination.Options.StepLimit);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        late.CancelAfter(limit);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync([.. examination.Addresses], hop.Port, late.Token);
            return Finding.Passed(
                $"{examination.FirstHopText} takes connections ({Shown(socket.RemoteEndPoint)})."
            );
        }
        catch (SocketException e)
        {
            return Failed(
                examination,
                e.SocketErrorCode == SocketError.ConnectionRefused
                    ? $"Nobody listens at {examination.FirstHopText} (connection refused)."
                    : $"The way to {examination.FirstHopText} is closed ({e.SocketErrorCode})."
            );
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Failed(
                examination,
                $"No connection to {examination.FirstHopText} within {limit.TotalSeconds:0.#} s: packets are dropped on the way."
            );
        }
    }

    // A socket for both families shows the older one as ::ffff:192.0.2.1.
    private static string Shown(EndPoint? end) =>
        end is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? $"{mapped.Address.MapToIPv4()}:{mapped.Port}"
            : $"{end}";

    private static Finding Failed(Examination examination, string evidence) =>
        Finding.Failed(
            "could-not-connect",
            evidence,
            examination.Proxy is null
                ? $"Check host and port in section {examination.Vendor.Section}, this machine's firewall and internet access; where the internet is reached through a proxy only, set Outbound:Proxy."
                : "Check Outbound:Proxy and that the proxy runs."
        );
}
