using Microsoft.Extensions.Configuration;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.Tests.Vendors;

public class VendorSettingsTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static string Problems(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))
            )
            .Build();
        var alStyle = new AlStyleOptions();
        alStyle.Accounts["main"] = new AlStyleAccount { Token = Token };
        configuration.GetSection("AlStyle").Bind(alStyle);
        var kaspi = new KaspiOptions();
        configuration.GetSection("Kaspi").Bind(kaspi);
        new ShopTokens(configuration).Configure(kaspi);
        var outbound = new OutboundOptions();
        configuration.GetSection("Outbound").Bind(outbound);
        return string.Join(
            '\n',
            new[]
            {
                new AlStyleOptionsRules().Validate(null, alStyle),
                new KaspiOptionsRules().Validate(null, kaspi),
                new OutboundOptionsRules().Validate(null, outbound),
            }.SelectMany(r => r.Failures ?? [])
        );
    }

    [Fact]
    public void The_defaults_are_right() => Assert.Empty(Problems());

    [Theory]
    [InlineData("AlStyle:BaseUrl", "https://api.al-style.kz/api", "ends with a slash")]
    [InlineData("Kaspi:BaseUrl", "kaspi.kz", "Kaspi:BaseUrl is \"kaspi.kz\"")]
    [InlineData("Kaspi:BaseUrl", "https://kaspi.kz/shop/api/v2/?a=b", "no query")]
    [InlineData("AlStyle:ConnectLimit", "00:00:30", "AlStyle:ConnectLimit is 00:00:30 and")]
    [InlineData("Kaspi:FirstByteLimit", "00:02:00", "Lower the first or raise the second")]
    [InlineData("Kaspi:TotalLimit", "00:00:00", "Kaspi:TotalLimit is 00:00:00")]
    [InlineData("AlStyle:Attempts", "0", "AlStyle:Attempts is 0; write 1 to 5.")]
    [InlineData("Kaspi:RetryPercent", "101", "write 0 to 100")]
    [InlineData("Kaspi:BackOff", "00:10:00", "Kaspi:BackOff is 00:10:00")]
    [InlineData("Kaspi:BreakFor", "02:00:00", "Kaspi:BreakFor is 02:00:00")]
    [InlineData("Kaspi:PerSecond", "0", "Kaspi:PerSecond is 0")]
    [InlineData("Kaspi:AtOnce", "1000", "Kaspi:AtOnce is 1000")]
    [InlineData("AlStyle:Margin", "-00:00:01", "AlStyle:Margin is -00:00:01")]
    [InlineData("Outbound:Proxy", "proxy.example.kz", "write http://host:port")]
    [InlineData("Outbound:Proxy", "ftp://proxy.example.kz", "write http://host:port")]
    public void A_value_that_cannot_work_is_quoted_with_what_to_write(
        string setting,
        string value,
        string says
    ) => Assert.Contains(says, Problems((setting, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Shops:demo:KaspiToken", "secret with spaces in it")]
    [InlineData("Shops:demo:KaspiToken", "secret\r\nX-Other: 1 2 3 4 5")]
    [InlineData("AlStyle:Accounts:main:Token", "secret")]
    [InlineData("Outbound:Proxy", "secret:secret@host")]
    [InlineData("AlStyle:BaseUrl", "https://secret:secret@host/api/")]
    public void A_secret_that_cannot_work_is_not_quoted(string setting, string value)
    {
        var problems = Problems((setting, value));

        Assert.Contains(setting, problems, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void The_proxy_that_is_set_is_used_and_shown_without_its_login()
    {
        var outbound = new OutboundOptions { Proxy = "http://me:secret@proxy.example.kz:3128" };
        var proxy = outbound.ProxyFor(new Uri("https://kaspi.kz/"));

        Assert.Equal("http://proxy.example.kz:3128", OutboundOptions.Shown(proxy!));
        Assert.Equal("secret", OutboundOptions.LoginOf(proxy!)?.Password);
    }
}
