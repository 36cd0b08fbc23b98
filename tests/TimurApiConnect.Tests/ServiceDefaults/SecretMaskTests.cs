using System.Text;
using Microsoft.Extensions.Configuration;
using TimurApiConnect.ServiceDefaults.Secrets;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.Tests.ServiceDefaults;

public class SecretMaskTests
{
    private const string Hexadecimal = "canary-alstyle-0123456789abcdefg";
    private const string Special = "Y2FuYXJ5+thespi/0123456789abcd==";

    private static SecretValues Secrets(params string[] secrets) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    secrets.Select(
                        (s, i) => KeyValuePair.Create($"Shops:s{i}:KaspiToken", (string?)s)
                    )
                )
                .Build()
        );

    [Theory]
    [InlineData(Hexadecimal)]
    [InlineData(Special)]
    public void A_token_is_masked_in_whatever_spelling(string token)
    {
        var secrets = Secrets(Hexadecimal, Special);

        Assert.All(
            TokenSpellings.Of(token),
            spelling =>
            {
                var masked = secrets.Mask($"say \"{spelling.Value}\" \\ 5 % & more");
                Assert.Null(TokenSpellings.Told(masked, token));
                Assert.StartsWith("say \"", masked, StringComparison.Ordinal);
                Assert.EndsWith("\" \\ 5 % & more", masked, StringComparison.Ordinal);
                Assert.Contains("***", masked, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Several_are_masked_and_what_stands_between_them_stays()
    {
        var spellings = TokenSpellings.Of(Special).Values.Select(s => $"«{s}»").ToList();
        var masked = Secrets(Special).Mask(string.Join(" и ", spellings));

        Assert.Null(TokenSpellings.Told(masked, Special));
        Assert.Equal(spellings.Count, masked.Split("» и «").Length);
    }

    [Theory]
    [InlineData("Удлинитель \\u0421 100% &amp; \\ & % %zz \\uzzzz &# &#; &#x; &nosuch;")]
    [InlineData("\\")]
    [InlineData("%2")]
    [InlineData("&#9999999999999;")]
    [InlineData("\\u{} \\u{12345678901} \\x4")]
    [InlineData("")]
    public void A_text_without_secrets_stays_the_same_instance(string text) =>
        Assert.Same(text, Secrets(Special).Mask(text));

    [Theory]
    [InlineData("kaspi", "kaspi KASPI", "kaspi KASPI")]
    [InlineData("kaspi7", "kaspi7 kaspi78 (kaspi7) KASPI7", "*** kaspi78 (***) KASPI7")]
    [InlineData(
        "postgres",
        "postgres PostgreSQL cG9zdGdyZXM= \\u0070ostgres",
        "*** PostgreSQL ***M= ***"
    )]
    [InlineData("0123456789abcdef", "0123456789AB 0123456789a", "*** 0123456789a")]
    public void How_much_counts_goes_by_the_secrets_length(
        string secret,
        string text,
        string masked
    ) => Assert.Equal(masked, Secrets(secret).Mask(text));

    [Fact]
    public void A_list_of_texts_is_masked_one_by_one() =>
        Assert.Equal(
            ["one", "***"],
            Assert.IsType<string[]>(Secrets(Special).Mask((object)new[] { "one", Special }))
        );

    [Fact]
    public async Task In_data_a_token_is_masked_wherever_the_pieces_end_and_nothing_else_changes()
    {
        var secrets = Secrets(Special, "1234567890123456", "postgres");
        var filler = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"\\u0421{i},"));
        var spellings = TokenSpellings.Of(Special).Values;
        // Each stands at another place of the piece in which it comes; numbers and short words are data.
        var lot = new Random(5);
        var parts = spellings
            .Select(s => (Spelling: s, Before: filler[..lot.Next(filler.Length)]))
            .Append((Spelling: "1234567890123456 postgres", Before: filler))
            .ToList();
        var data = string.Concat(parts.Select(p => $"{p.Before}«{p.Spelling}»"));
        await using var stream = new MaskedStream(
            new Dribble(Encoding.UTF8.GetBytes(data), lot),
            secrets
        );
        using var reader = new StreamReader(stream);
        var masked = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Null(TokenSpellings.Told(masked, Special));
        Assert.Equal(
            string.Concat(
                parts.Select(p =>
                    $"{p.Before}«{(p.Spelling.Contains("postgres", StringComparison.Ordinal) ? p.Spelling : secrets.Mask(p.Spelling))}»"
                )
            ),
            masked
        );
    }

    /// <summary>Gives as little at a time as a network may.</summary>
    private sealed class Dribble(byte[] data, Random lot) : MemoryStream(data)
    {
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) =>
            base.ReadAsync(
                buffer[..Math.Min(buffer.Length, lot.Next(1, 5_000))],
                cancellationToken
            );
    }
}
