using System.Diagnostics;
using OpenTelemetry;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>Masks secrets in spans before they are exported: addresses, statements, descriptions of errors.</summary>
internal sealed class MaskedSpans(SecretValues secrets) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        foreach (var (key, value) in data.TagObjects.ToArray())
        {
            if (
                value is string text
                && secrets.Mask(text) is var masked
                && !ReferenceEquals(masked, text)
            )
            {
                data.SetTag(key, masked);
            }
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
