using Microsoft.Extensions.Options;

namespace TimurApiConnect.Storage.Rules;

/// <summary>What rules may use, section <c>Rules</c>.</summary>
public sealed class RulesOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Rules";

    /// <summary>
    /// The folder that rules may name SKU mapping files of; relative to the folder that the service was started in. Whoever puts rules names
    /// a file in it and never another one of this machine.
    /// </summary>
    public string MappingFolder { get; set; } = "mapping";
}

/// <summary>Refuses what cannot work.</summary>
internal sealed class RulesOptionsRules : IValidateOptions<RulesOptions>
{
    public ValidateOptionsResult Validate(string? name, RulesOptions options) =>
        string.IsNullOrWhiteSpace(options.MappingFolder)
            ? ValidateOptionsResult.Fail(
                $"Rules:MappingFolder is \"{options.MappingFolder}\"; write the folder of the SKU mapping files, for example data/mapping. It need not exist while no rules name a file."
            )
            : ValidateOptionsResult.Success;
}
