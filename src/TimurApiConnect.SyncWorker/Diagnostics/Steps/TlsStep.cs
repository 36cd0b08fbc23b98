using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Can the connection be encrypted, and is the other side who it should be?</summary>
internal sealed class TlsStep : IDoctorStep
{
    public string Name => "tls";

    public async Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var (address, limit) = (examination.Address, examination.Options.StepLimit);
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return Finding.Skipped("The address begins with http: nothing is encrypted.");
        }

        if (examination.Proxy is { Scheme: not "http" } other)
        {
            return Finding.Skipped($"Not looked at through a proxy of kind {other.Scheme}.");
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        late.CancelAfter(limit);
        var (certificate, errors) = ("no certificate came", SslPolicyErrors.None);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(
                [.. examination.Addresses],
                examination.FirstHop.Port,
                late.Token
            );
            await using var plain = new NetworkStream(socket);
            if (
                examination.Proxy is { } proxy
                && await TunnelAsync(plain, address, proxy, late.Token) is { } refused
            )
            {
                return Finding.Failed(
                    "proxy-refused",
                    $"The outbound proxy {OutboundOptions.Shown(proxy)} refuses the way to {address.Host}:{address.Port}: {refused}.",
                    "Check the login in Outbound:Proxy and that the proxy lets this host through."
                );
            }

            await using var encrypted = new SslStream(
                plain,
                leaveInnerStreamOpen: false,
                (_, shown, _, found) =>
                {
                    (certificate, errors) = (Shown(shown), found);
                    return found == SslPolicyErrors.None;
                }
            );
            await encrypted.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = address.Host },
                late.Token
            );
            return Finding.Passed($"{encrypted.SslProtocol}; {certificate}.");
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            return errors == SslPolicyErrors.None
                ? Failed(
                    $"{address.Host}:{address.Port} takes the connection but does not speak TLS."
                )
                : Failed($"The certificate is not accepted ({errors}): {certificate}.");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Failed(
                $"{address.Host}:{address.Port} takes the connection but answers no TLS handshake within {limit.TotalSeconds:0.#} s."
            );
        }
    }

    // CONNECT kaspi.kz:443 HTTP/1.1
    // HTTP/1.1 200 Connection established
    private static async Task<string?> TunnelAsync(
        NetworkStream stream,
        Uri address,
        Uri proxy,
        CancellationToken stopping
    )
    {
        var login =
            proxy.UserInfo.Length > 0
                ? $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(proxy.UserInfo)))}\r\n"
                : "";
        var target = $"{address.Host}:{address.Port}";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n"),
            stopping
        );
        // Byte by byte, so that nothing of what follows the tunnel's head is taken from it.
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (
            head.Length < 8192 && !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
        )
        {
            if (await stream.ReadAsync(one, stopping) == 0)
            {
                return "it closed the connection";
            }

            head.Append((char)one[0]);
        }

        var status = head.ToString().Split('\r')[0];
        return status.Split(' ') is [_, ['2', ..], ..] ? null : status;
    }

    private static string Shown(X509Certificate? certificate)
    {
        if (certificate is not X509Certificate2 found)
        {
            return "no certificate came";
        }

        var until = found
            .NotAfter.ToUniversalTime()
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"certificate {found.Subject}, issued by {found.Issuer}, valid until {until}";
    }

    private static Finding Failed(string evidence) =>
        Finding.Failed(
            "tls",
            evidence,
            "Check this machine's clock and root certificates, that the port of BaseUrl is the one for https, and whether a proxy or antivirus opens TLS."
        );
}
