using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.Kaspi;

namespace TimurApiConnect.Sandbox;

/// <summary>The section <c>Sandbox</c> of the configuration.</summary>
internal sealed record SandboxSettings
{
    public AlStyleSettings AlStyle { get; init; } = new();

    public KaspiSettings Kaspi { get; init; } = new();

    public static SandboxSettings Read(IConfiguration configuration)
    {
        SandboxSettings settings;
        try
        {
            settings = configuration.GetSection("Sandbox").Get<SandboxSettings>() ?? new();
        }
        catch (InvalidOperationException e)
        {
            // The framework's text names the key and quotes the value; it does not say what a right value looks like.
            throw new SettingsException(
                $"{e.Message} Write times as hh:mm:ss (00:00:05), numbers as digits, switches as true or false.",
                e
            );
        }

        var problems = settings
            .AlStyle.Problems()
            .Select(p => "Sandbox:AlStyle:" + p)
            .Concat(settings.Kaspi.Problems().Select(p => "Sandbox:Kaspi:" + p))
            .ToList();
        return problems.Count == 0
            ? settings
            : throw new SettingsException(string.Join(Environment.NewLine, problems));
    }
}
