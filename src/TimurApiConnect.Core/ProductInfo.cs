using System.Reflection;

namespace TimurApiConnect.Core;

/// <summary>What the product says about itself: to vendors in <c>User-Agent</c>, to people in <c>/health</c>.</summary>
public static class ProductInfo
{
    /// <summary>Where a vendor's administrator finds out who is calling.</summary>
    public const string ProjectUrl = "https://github.com/timur-api-connect/timur-api-connect";

    /// <summary>The version with its commit, such as <c>0.1.0+1a2b3c</c>.</summary>
    public static string InformationalVersion { get; } =
        typeof(ProductInfo)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "0.0.0";

    /// <summary>The version alone: a commit in <c>User-Agent</c> would only make vendors' statistics worse.</summary>
    public static string Version { get; } = InformationalVersion.Split('+')[0];

    /// <summary>The <c>User-Agent</c> of every call the product makes.</summary>
    public static string UserAgent { get; } = $"TimurApiConnect/{Version} (+{ProjectUrl})";
}
