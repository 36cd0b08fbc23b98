using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>
/// Lets through who may use the route:
/// <code>
/// 1. is the route open          yes → through
/// 2. who asks                   no key → 401 key-missing; unknown, wrong or revoked → 401 key-wrong; too often → 429
/// 3. not too much at once       → 429
/// 4. may it do this             → 403
/// </code>
/// </summary>
internal sealed class AccessGate(
    RequestDelegate next,
    KeyRing keys,
    RequestLimits limits,
    IOptions<AccessOptions> options
)
{
    private const string KeyHeader = "X-Api-Key";
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        // :: 1. Is the route open; what routing itself answers (405, 415) has nothing to tell
        if (
            context.GetEndpoint() is not RouteEndpoint route
            || route.Metadata.GetMetadata<IAllowAnonymous>() is not null
        )
        {
            await next(context);
            return;
        }

        var (caller, problem) = Identify(context);
        problem ??= limits.Request(caller!, context.Response) ?? WhyNot(caller!, route.Metadata);
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    // :: 2. Who asks
    private (Caller? Caller, ProblemHttpResult? Problem) Identify(HttpContext context)
    {
        if (Given(context.Request.Headers) is { } given)
        {
            return keys.Find(given) is { } key
                ? (Caller.Of(key), null)
                : Refuse(
                    context,
                    "key-wrong",
                    "The key opens nothing",
                    "It is mistyped, was revoked, or never was. GET /api/keys lists the keys for an admin; POST /api/keys makes another."
                );
        }

        if (!options.Value.IsOpenOnLoopback)
        {
            return Refuse(
                context,
                "key-missing",
                "A key is asked for",
                $"Send it as {KeyHeader}: <key> or as Authorization: {Scheme}<key>. The first one was printed on the gateway's console at its first start, or is the setting Access:BootstrapKey (AppHost parameter gateway-api-key)."
            );
        }

        return LocalRequests.WhyNot(context) is { } reason
            ? Refuse(
                context,
                "not-local",
                "Without a key only this machine may ask",
                $"The request is refused because {reason}. Ask at http://localhost, or send a key as {KeyHeader}."
            )
            : (Caller.Local, null);
    }

    private (Caller?, ProblemHttpResult) Refuse(
        HttpContext context,
        string code,
        string title,
        string detail
    )
    {
        if (limits.Failure(context) is { } tooMany)
        {
            return (null, tooMany);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return (null, Problems.Of(StatusCodes.Status401Unauthorized, code, title, detail));
    }

    // :: 4. May it do this
    private static ProblemHttpResult? WhyNot(Caller caller, EndpointMetadataCollection route)
    {
        var needed = route.GetMetadata<RequiredScope>()?.Scope ?? KeyScope.Admin;
        if (caller.Scope < needed)
        {
            return Problems.Of(
                StatusCodes.Status403Forbidden,
                "scope-too-small",
                "The key may not do this",
                $"It needs a key with the scope {QueryReader.Spelled(needed)}; this one has {QueryReader.Spelled(caller.Scope)}. An admin makes keys with POST /api/keys."
            );
        }

        return caller.DealerPrices || route.GetMetadata<ShowsDealerPrices>() is null
            ? null
            : Problems.Of(
                StatusCodes.Status403Forbidden,
                "dealer-prices-hidden",
                "The key may not see dealer prices",
                "Dealer prices could be computed from this answer. An admin makes keys that may see them: POST /api/keys with \"dealerPrices\": true."
            );
    }

    // Two different keys in one request are one wrong key.
    private static string? Given(IHeaderDictionary headers)
    {
        var own = headers[KeyHeader];
        var authorization = headers.Authorization.ToString();
        var bearer = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization[Scheme.Length..].Trim()
            : null;
        if (own.Count == 0)
        {
            return bearer;
        }

        return bearer is null || bearer == own.ToString() ? own.ToString() : "";
    }
}
