using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors;

/// <summary>What a connector says about its vendor; everything else about a call is the same for all.</summary>
public interface IVendor
{
    /// <summary>Its names.</summary>
    VendorName Name { get; }

    /// <summary>The section of its settings.</summary>
    string Section { get; }

    /// <summary>Its own base address, as it should be.</summary>
    Uri Address { get; }

    /// <summary>Why the base address in the settings cannot be right; null when it can.</summary>
    string? WrongAddress { get; }

    /// <summary>The settings in force.</summary>
    VendorOptions Options { get; }

    /// <summary>In whose names it can be asked: supplier accounts or shops.</summary>
    IReadOnlyCollection<string> Accounts { get; }

    /// <summary>The token of an account, or null when none is set. A secret.</summary>
    string? TokenOf(string account);

    /// <summary>Where that token is set, for people: <c>AlStyle:Accounts:main:Token</c>.</summary>
    string TokenSetting(string account);

    /// <summary>Waits until the vendor's request limit allows one more request.</summary>
    Task<ITurn> TakeTurnAsync(string account, Urgency urgency, CancellationToken stopping);

    /// <summary>The request with all the headers that the vendor wants.</summary>
    HttpRequestMessage CreateRequest(VendorCall call);

    /// <summary>Names a refusal: an answer whose status is not a success.</summary>
    Failure Refused(VendorAnswer answer, VendorCall call);

    /// <summary>The call that changes nothing and costs least: it tells whether the token is good.</summary>
    VendorCall Harmless(string account);

    /// <summary>What is wrong with a successful answer to <see cref="Harmless"/>; null when it is as it should be.</summary>
    Failure? Unexpected(VendorAnswer answer, VendorCall call);
}

/// <summary>The right to make one request.</summary>
public interface ITurn
{
    /// <summary>The request is over.</summary>
    /// <param name="pause">How long the vendor wants to be left alone, when it said so.</param>
    Task EndAsync(TimeSpan? pause);
}
