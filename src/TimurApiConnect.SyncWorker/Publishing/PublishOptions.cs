using Microsoft.Extensions.Options;

namespace TimurApiConnect.SyncWorker.Publishing;

/// <summary>What may be published, section <c>Publish</c>.</summary>
internal sealed class PublishOptions
{
    /// <summary>A list that would take more than this share of the offers on sale off sale is held.</summary>
    public int MaxLostPercent { get; set; } = 20;
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class PublishOptionsRules : IValidateOptions<PublishOptions>
{
    public ValidateOptionsResult Validate(string? name, PublishOptions options) =>
        options.MaxLostPercent is >= 0 and <= 100
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Publish:MaxLostPercent is {options.MaxLostPercent}; write 0 to 100."
            );
}
