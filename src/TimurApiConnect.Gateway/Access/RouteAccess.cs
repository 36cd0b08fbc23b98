using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>What a route asks of a key. A route without it, and not marked as open, takes admins only.</summary>
/// <param name="Scope">The least scope.</param>
internal sealed record RequiredScope(KeyScope Scope);

/// <summary>The route's whole answer lets dealer prices be computed.</summary>
internal sealed record ShowsDealerPrices;

/// <summary>How routes declare who may use them; open ones say <c>AllowAnonymous</c>.</summary>
internal static class RouteAccess
{
    public static T Needs<T>(this T route, KeyScope scope)
        where T : IEndpointConventionBuilder => route.WithMetadata(new RequiredScope(scope));

    public static T NeedsDealerPrices<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new ShowsDealerPrices());
}
