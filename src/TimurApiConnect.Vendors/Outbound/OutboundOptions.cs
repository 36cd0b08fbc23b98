using System.Net;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.Vendors.Outbound;

/// <summary>The way out to the vendors, section <c>Outbound</c>.</summary>
public sealed class OutboundOptions
{
    /// <summary>
    /// A proxy for all calls to vendors, such as <c>http://proxy.example.kz:3128</c>. Empty: what the system says (<c>HTTPS_PROXY</c>,
    /// <c>NO_PROXY</c>), else none. A login in it is a secret.
    /// </summary>
    public string? Proxy { get; set; }

    /// <summary>The proxy for an address; null when the call goes out directly.</summary>
    public Uri? ProxyFor(Uri address)
    {
        var proxy = string.IsNullOrEmpty(Proxy)
            ? HttpClient.DefaultProxy.GetProxy(address)
            : new Uri(Proxy);
        return proxy is null || proxy == address ? null : proxy;
    }

    /// <summary>A proxy as it may be shown: without a login.</summary>
    public static string Shown(Uri proxy) =>
        proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>The login of a proxy, if its address has one.</summary>
    internal static NetworkCredential? LoginOf(Uri proxy) =>
        proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } name, .. var rest]
            ? new NetworkCredential(
                Uri.UnescapeDataString(name),
                rest is [var password] ? Uri.UnescapeDataString(password) : ""
            )
            : null;

    internal IWebProxy? WebProxy =>
        string.IsNullOrEmpty(Proxy)
            ? null
            : new WebProxy(new Uri(Proxy)) { Credentials = LoginOf(new Uri(Proxy)) };
}

/// <summary>Refuses a proxy that cannot be used.</summary>
internal sealed class OutboundOptionsRules : IValidateOptions<OutboundOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboundOptions options) =>
        string.IsNullOrEmpty(options.Proxy)
        || Uri.TryCreate(options.Proxy, UriKind.Absolute, out var proxy)
            && proxy
                is {
                    Scheme: "http" or "https" or "socks5",
                    Host.Length: > 0,
                    AbsolutePath: "/" or ""
                }
            ? ValidateOptionsResult.Success
            // The value may hold a login.
            : ValidateOptionsResult.Fail(
                $"Outbound:Proxy has {options.Proxy.Length} characters and is no proxy's address; write http://host:port (or https, socks5), with a login as http://name:password@host:port, or leave it empty."
            );
}
