using Microsoft.Extensions.Options;

namespace TimurApiConnect.SyncWorker.Vendors;

/// <summary>How tokens are checked, section <c>Tokens</c>.</summary>
internal sealed class TokenOptions
{
    /// <summary>A token that was not used for so long is checked with one harmless request, a refused one too.</summary>
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class TokenOptionsRules : IValidateOptions<TokenOptions>
{
    public ValidateOptionsResult Validate(string? name, TokenOptions options) =>
        options.CheckEvery >= TimeSpan.FromSeconds(1) && options.CheckEvery <= TimeSpan.FromDays(1)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Tokens:CheckEvery is {options.CheckEvery}; write a time from 00:00:01 to 1.00:00:00, 00:15:00 is careful."
            );
}
