using System.Net;

namespace TimurApiConnect.Gateway.Access;

/// <summary>Whether a request comes from a program or a person on this machine. Used only where no keys are asked for.</summary>
internal static class LocalRequests
{
    // A proxy on this machine connects from this machine: what it adds gives it away. Nothing of it is believed.
    private static readonly string[] OfProxies =
    [
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Original-For",
        "X-Original-Host",
        "X-Original-Proto",
        "X-Real-IP",
        "Via",
    ];

    /// <summary>Null when it does, else why not.</summary>
    public static string? WhyNot(HttpContext context)
    {
        var (connection, request) = (context.Connection, context.Request);
        if (!IsLoopback(connection.RemoteIpAddress) || !IsLoopback(connection.LocalIpAddress))
        {
            return "it comes from another machine";
        }

        // A page whose name was rebound to 127.0.0.1 still sends its own name.
        if (request.Host.Host.ToLowerInvariant() is not ("localhost" or "127.0.0.1" or "[::1]"))
        {
            return "its Host header is not localhost";
        }

        if (OfProxies.FirstOrDefault(request.Headers.ContainsKey) is { } header)
        {
            return $"its header {header} says that it came through a proxy";
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            ? null
            : "a page of another site sent it";
    }

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address);
}
