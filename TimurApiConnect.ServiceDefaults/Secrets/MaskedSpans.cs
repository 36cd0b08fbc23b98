using System.Diagnostics;
using OpenTelemetry;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>Masks secrets in spans before they are exported: names, addresses, statements, descriptions of errors.</summary>
internal sealed class MaskedSpans(SecretValues secrets) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.DisplayName = secrets.Mask(data.DisplayName);
        foreach (var (key, value) in data.TagObjects.ToArray())
        {
            if (secrets.Mask(value) is var masked && !ReferenceEquals(masked, value))
            {
                data.SetTag(key, masked);
            }
        }

        // Whoever calls us chooses it.
        if (
            data.TraceStateString is { } state
            && secrets.Mask(state) is var clean
            && !ReferenceEquals(clean, state)
        )
        {
            data.TraceStateString = clean;
        }

        if (
            data.StatusDescription is { } description
            && secrets.Mask(description) is var safe
            && !ReferenceEquals(safe, description)
        )
        {
            data.SetStatus(data.Status, safe);
        }
    }
}
