using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Knows the values that nobody may see, and takes them out of what is shown.</summary>
internal sealed class Secrets(DistributedApplicationModel model, DashboardKeys keys)
{
    public const string Mask = "*****";

    /// <summary>A shorter one turns up in other words: then the whole text is hidden.</summary>
    private const int Distinct = 6;

    private readonly ConcurrentDictionary<string, bool> _values = new(
        keys.All.ToDictionary(k => k, _ => true, StringComparer.Ordinal),
        StringComparer.Ordinal
    );

    /// <summary>Asks the secret parameters for their values; those without one have nothing to hide.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        foreach (var parameter in model.Resources.OfType<ParameterResource>().Where(p => p.Secret))
        {
            try
            {
                var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
                if (!string.IsNullOrEmpty(value))
                {
                    _values[value] = true;
                }
            }
            catch (MissingParameterValueException)
            {
                // It is reported where it is missed.
            }
        }
    }

    /// <summary>The text with every secret in it replaced.</summary>
    public string Hide(string text)
    {
        foreach (var secret in _values.Keys.OrderByDescending(s => s.Length))
        {
            if (!text.Contains(secret, StringComparison.Ordinal))
            {
                continue;
            }

            if (secret.Length < Distinct)
            {
                return Mask;
            }

            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return text;
    }
}
