using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Assortment;

/// <summary>Whether matching goods are sold at all. A black list is a rule with articles and <c>"sell": false</c>.</summary>
/// <param name="Name">Shown in explanations.</param>
/// <param name="When">To which goods it applies.</param>
/// <param name="Sell">Whether they are sold.</param>
public sealed record AssortmentRule(string Name, When When, bool Sell) : IConditional;
