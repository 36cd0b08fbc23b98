using System.Net;
using System.Net.Sockets;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Has the host's name an address?</summary>
internal sealed class DnsStep : IDoctorStep
{
    public string Name => "dns";

    public async Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var host = examination.FirstHop.DnsSafeHost;
        if (IPAddress.TryParse(host, out var address))
        {
            examination.Addresses = [address];
            return Finding.Skipped($"{host} is an address already.");
        }

        var limit = examination.Options.StepLimit;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        late.CancelAfter(limit);
        try
        {
            examination.Addresses = await Dns.GetHostAddressesAsync(host, late.Token);
            return Finding.Passed($"{host} is {string.Join(", ", examination.Addresses.Take(4))}.");
        }
        catch (SocketException e)
        {
            return Failed(host, $"{host} has no address ({e.SocketErrorCode}).");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Failed(
                host,
                $"No name server said within {limit.TotalSeconds:0.#} s where {host} is."
            );
        }
    }

    private static Finding Failed(string host, string evidence) =>
        Finding.Failed(
            "could-not-resolve",
            evidence,
            $"Check the spelling of {host} in the settings, then this machine's DNS and internet access: nslookup {host}."
        );
}
