using Microsoft.Extensions.Configuration;
using TimurApiConnect.Gateway;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.SyncWorker;
using TimurApiConnect.Tests.Docs;

namespace TimurApiConnect.Tests.ServiceDefaults;

public class KnownSettingsTests
{
    private static IReadOnlyList<string> Unknown(params string[] keys) =>
        KnownSettings.Unknown(
            new ConfigurationBuilder()
                .AddInMemoryCollection(keys.Select(k => new KeyValuePair<string, string?>(k, "1")))
                .Build(),
            SyncWorkerModule.Settings
        );

    [Fact]
    public void A_misspelt_setting_is_named_with_the_right_one() =>
        Assert.Equal(
            "Schedule:FastEvry is no setting; did you mean Schedule:FastEvery?",
            Assert.Single(Unknown("Schedule:FastEvry", "Schedule:FullAt", "schedule:fastevery"))
        );

    [Theory]
    [InlineData(
        "Publish:MostLostPercent",
        "Publish:MostLostPercent has another name since: write Publish:MaxLostPercent in its place."
    )]
    [InlineData(
        "Orders:MostAttempts",
        "Orders:MostAttempts has another name since: write Orders:MaxAttempts in its place."
    )]
    [InlineData(
        "Schedule:LeaseFor",
        "Schedule:LeaseFor is no setting any more: workers watch each other, Cluster:ProbeEvery says how often. Remove it."
    )]
    public void A_setting_of_older_versions_is_refused_with_what_took_its_place(
        string old,
        string sentence
    ) => Assert.Equal(sentence, Assert.Single(Unknown(old)));

    [Fact]
    public void A_setting_like_no_other_gets_the_list_of_those_there_are() =>
        Assert.Equal(
            "Publish:Everything is no setting; there are Publish:MaxLostPercent.",
            Assert.Single(Unknown("Publish:Everything"))
        );

    [Fact]
    public void What_stands_below_a_free_name_is_checked_too() =>
        Assert.Equal(
            [
                "AlStyle:Accounts:main:Tokn is no setting; did you mean AlStyle:Accounts:main:Token?",
                "Shops:demo:MerchandId is no setting; did you mean Shops:demo:MerchantId?",
            ],
            Unknown(
                    "AlStyle:Accounts:main:Tokn",
                    "AlStyle:Accounts:other:Token",
                    "Shops:demo:MerchandId",
                    "Shops:demo:Name",
                    "Other:Section"
                )
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("SyncWorker", "")]
    [InlineData("SyncWorker", ".Development")]
    [InlineData("SyncWorker", ".Production")]
    [InlineData("SyncWorker", ".Sandbox")]
    [InlineData("Gateway", "")]
    [InlineData("Gateway", ".Development")]
    [InlineData("Gateway", ".Production")]
    public void Shipped_settings_are_known_and_hold_no_secret(string service, string profile)
    {
        var settings = new ConfigurationBuilder()
            .AddJsonFile(
                Path.Combine(
                    ReadmeTests.Root,
                    "src",
                    $"TimurApiConnect.{service}",
                    $"appsettings{profile}.json"
                )
            )
            .Build();
        var known = service == "Gateway" ? GatewayModule.Settings : SyncWorkerModule.Settings;

        Assert.Empty(KnownSettings.Unknown(settings, known));
        Assert.All(
            settings.GetChildren(),
            section => Assert.Contains(section.Key, known.Keys.Append("Logging"))
        );
        Assert.DoesNotContain(
            settings.AsEnumerable(),
            s =>
                s.Value is not null
                && (
                    s.Key.EndsWith("Token", StringComparison.OrdinalIgnoreCase)
                    || s.Key.EndsWith("Password", StringComparison.OrdinalIgnoreCase)
                )
        );
    }
}
