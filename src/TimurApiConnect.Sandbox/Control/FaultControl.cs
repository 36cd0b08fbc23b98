using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Kaspi;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Makes a vendor fail a number of times.</summary>
internal static class FaultControl
{
    private const int MostAtOnce = 100_000;

    public static Task<object> AlStyleAsync(
        HttpContext context,
        FaultPlans plans,
        Live<KaspiSettings> live
    ) => AddAsync(context, plans.AlStyle, live.Current.HoldFor, hasCatalogue: true);

    public static Task<object> KaspiAsync(
        HttpContext context,
        FaultPlans plans,
        Live<KaspiSettings> live
    ) => AddAsync(context, plans.Kaspi, live.Current.HoldFor, hasCatalogue: false);

    private static async Task<object> AddAsync(
        HttpContext context,
        FaultPlan plan,
        TimeSpan holdFor,
        bool hasCatalogue
    )
    {
        var request = await Body.ReadAsync<FailNextRequest>(context);
        if (request.Clear)
        {
            plan.Clear();
            return new { waiting = plan.Waiting };
        }

        if (request.Kind is not { } kind)
        {
            throw ControlException.Bad(
                "Say how to fail: kind is status, html, truncated, cut, hang, emptyCatalogue or halfCatalogue; or send {\"clear\":true}."
            );
        }

        var fallback =
            kind == FaultKind.Status
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status200OK;
        var fault = new Fault(kind, request.Status ?? fallback, request.HoldFor ?? holdFor);
        if (request.Count is < 1 or > MostAtOnce)
        {
            throw ControlException.Bad(
                $"count '{request.Count}' is not between 1 and {MostAtOnce}."
            );
        }

        if (fault.Status is < 200 or > 599)
        {
            throw ControlException.Bad($"status '{fault.Status}' is not between 200 and 599.");
        }

        if (fault.IsAboutCatalogue && !hasCatalogue)
        {
            throw ControlException.Bad(
                $"kind '{kind}' is about the supplier's catalogue. Send it to /control/al-style/fail-next."
            );
        }

        plan.Add(fault, request.Count);
        return new { waiting = plan.Waiting };
    }
}
