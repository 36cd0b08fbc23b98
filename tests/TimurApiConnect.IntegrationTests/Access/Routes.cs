using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>A route of the gateway as it is mapped: nothing that is added later can be forgotten.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Pattern">Such as <c>/api/runs/{id:long}</c>.</param>
/// <param name="Scope">What it declares; null when it declares nothing.</param>
/// <param name="IsOpen">Whether it is open to everybody.</param>
internal sealed record Route(string Method, string Pattern, KeyScope? Scope, bool IsOpen)
{
    /// <summary>An address of the route.</summary>
    public string Address(params (string Name, string Value)[] values)
    {
        var address = Pattern;
        foreach (var (name, value) in values.Append(("id", "999")).Append(("version", "999")))
        {
            var begin = address.IndexOf($"{{{name}", StringComparison.Ordinal);
            if (begin >= 0)
            {
                var end = address.IndexOf('}', begin);
                address = $"{address[..begin]}{value}{address[(end + 1)..]}";
            }
        }

        return address;
    }

    public override string ToString() => $"{Method} {Pattern}";

    public static IReadOnlyList<Route> Of(GatewayServer server) =>
        [
            .. server
                .Get<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .SelectMany(e =>
                    (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(
                        method => new Route(
                            method,
                            $"/{e.RoutePattern.RawText!.Trim('/')}",
                            e.Metadata.GetMetadata<RequiredScope>()?.Scope,
                            e.Metadata.GetMetadata<IAllowAnonymous>() is not null
                        )
                    )
                ),
        ];
}
