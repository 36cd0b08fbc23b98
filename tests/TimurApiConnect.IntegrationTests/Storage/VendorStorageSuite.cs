using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Vendors;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteVendorStorageTests() : VendorStorageSuite(postgres: false);

public sealed class PostgresVendorStorageTests() : VendorStorageSuite(postgres: true);

/// <summary>What is remembered about vendors, the same for both databases.</summary>
public abstract class VendorStorageSuite(bool postgres) : IAsyncLifetime
{
    private const string Token = "a-token-of-the-right-shape-00000";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);
    private readonly FakeTimeProvider _clock = new(
        new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero)
    );
    private TestDatabase _test = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private VendorStore Store => new(_test.Database, _clock, NullLogger<VendorStore>.Instance);

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private DiagnosisStore Diagnoses => new(_test.Database, _clock);

    private static DoctorReport Report(long id) =>
        new(
            id,
            "kaspi",
            "demo",
            DateTimeOffset.UnixEpoch,
            5,
            "w1",
            "https://kaspi.kz/",
            null,
            new DoctorVerdict("tls", false, "Нет.", "Do."),
            [new DoctorStep("tls", StepState.Failed, 5, "Нет.", "Do.")]
        );

    [Fact]
    public async Task A_question_is_taken_by_one_and_asking_again_meanwhile_is_the_same_question()
    {
        var first = await Diagnoses.AskAsync("kaspi", "demo", Stopping);
        var other = await Diagnoses.AskAsync("al-style", "main", Stopping);
        Assert.Equal(first, await Diagnoses.AskAsync("kaspi", "demo", Stopping));

        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => Task.Run(() => Diagnoses.TakeAsync(Stopping), Stopping))
        );
        // Who was late for the first may have missed the second as well; it is still there then.
        var ids = taken.OfType<Diagnosis>().Select(d => d.Id).ToList();
        while (await Diagnoses.TakeAsync(Stopping) is { } left)
        {
            ids.Add(left.Id);
        }

        Assert.Equal([first, other], ids.Order());
        Assert.Equal(first, await Diagnoses.AskAsync("kaspi", "demo", Stopping));
        Assert.Null(await Diagnoses.TakeAsync(Stopping));
        Assert.False(await Diagnoses.WithdrawAsync(first, Stopping));

        await Diagnoses.FinishAsync(Report(first), Stopping);
        Assert.Equivalent(
            Report(first),
            (await Diagnoses.FindAsync(first, Stopping))!.Report,
            strict: true
        );
        Assert.NotEqual(first, await Diagnoses.AskAsync("kaspi", "demo", Stopping));
    }

    [Fact]
    public async Task A_question_whose_worker_died_is_taken_again_and_one_that_nobody_took_is_withdrawn()
    {
        var id = await Diagnoses.AskAsync("kaspi", "demo", Stopping);
        Assert.NotNull(await Diagnoses.TakeAsync(Stopping));
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(id, await Diagnoses.AskAsync("kaspi", "demo", Stopping));
        Assert.Equal(id, (await Diagnoses.TakeAsync(Stopping))?.Id);
        await Diagnoses.ReturnAsync(id, Stopping);

        Assert.True(await Diagnoses.WithdrawAsync(id, Stopping));
        Assert.Null(await Diagnoses.FindAsync(id, Stopping));
    }

    [Fact]
    public async Task The_last_twenty_reports_stay()
    {
        var ids = new List<long>();
        for (var i = 0; i < 23; i++)
        {
            ids.Add(await Diagnoses.AskAsync("kaspi", "demo", Stopping));
            await Diagnoses.FinishAsync(Report(ids[^1]), Stopping);
        }

        Assert.Null(await Diagnoses.FindAsync(ids[2], Stopping));
        Assert.NotNull(await Diagnoses.FindAsync(ids[3], Stopping));
        Assert.Equal(ids[^1], (await Diagnoses.LatestAsync("kaspi", "demo", Stopping))?.Id);
        Assert.Null(await Diagnoses.LatestAsync("kaspi", "other", Stopping));
    }

    private Task NoteAsync(FailureKind? kind, string token = Token, BreakerView? breaker = null) =>
        Store.NoteAsync(
            new VendorNote(
                VendorName.Kaspi,
                "demo",
                "orders",
                kind is { } name ? new Failure(name, "Kaspi", "orders", "Why.", "Do.") : null,
                TimeSpan.FromMilliseconds(120)
            )
            {
                Token = token,
                Breaker = breaker ?? BreakerView.Closed,
                Latency = new LatencyView(100, 200, 3),
            },
            Stopping
        );

    private Task<TokenView> KnownAsync(string token = Token) =>
        Store.TokenAsync(VendorName.Kaspi, "demo", token, Stopping);

    private Task<bool> MayCheckAsync(string token = Token) =>
        Store.MayCheckAsync(VendorName.Kaspi, "demo", token, Every, Stopping);

    [Fact]
    public async Task What_a_vendor_says_to_a_token_is_a_proof_and_silence_is_none()
    {
        Assert.Equal(TokenView.Unknown, await KnownAsync());
        await NoteAsync(null);
        var proved = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await NoteAsync(FailureKind.ConnectedButSilent);
        Assert.Equal(
            new TokenView(TokenState.Valid, proved, _clock.GetUtcNow()),
            await KnownAsync()
        );

        await NoteAsync(FailureKind.TokenRefused);
        Assert.Equal(
            new TokenView(TokenState.Refused, _clock.GetUtcNow(), _clock.GetUtcNow()),
            await KnownAsync()
        );
    }

    [Fact]
    public async Task Another_token_in_the_same_place_is_unknown_and_no_token_is_stored()
    {
        await NoteAsync(FailureKind.TokenRefused);

        Assert.Equal(TokenView.Unknown, await KnownAsync($"{Token}1"));
        await NoteAsync(FailureKind.ServerError, $"{Token}1");
        Assert.Equal(TokenState.Unknown, (await KnownAsync($"{Token}1")).State);

        await using var connection = await _test.Database.OpenAsync(Stopping);
        var marks = (
            await connection.QueryAsync<string>("SELECT token_mark FROM vendor_account")
        ).ToArray();
        Assert.DoesNotContain(Token, Assert.Single(marks), StringComparison.Ordinal);
        Assert.False(TokenMark.Fits("", Token));
        Assert.NotEqual(TokenMark.Of(Token), TokenMark.Of(Token));
    }

    [Fact]
    public async Task A_token_is_checked_by_one_and_not_again_until_it_is_due()
    {
        var asked = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => MayCheckAsync(), Stopping))
        );
        Assert.Single(asked, a => a);
        Assert.False(await MayCheckAsync());

        _clock.Advance(Every);
        asked = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => MayCheckAsync(), Stopping))
        );
        Assert.Single(asked, a => a);

        _clock.Advance(TimeSpan.FromMinutes(14));
        await NoteAsync(null);
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.False(await MayCheckAsync());
        Assert.True(await MayCheckAsync($"{Token}1"));
        Assert.Equal(TokenState.Unknown, (await KnownAsync($"{Token}1")).State);
    }

    [Fact]
    public async Task The_status_reads_back_what_the_calls_noted()
    {
        var until = _clock.GetUtcNow().AddSeconds(30);
        await NoteAsync(null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await NoteAsync(
            FailureKind.ServerError,
            breaker: new BreakerView(_clock.GetUtcNow(), until, 6)
        );

        var queries = new VendorQueries(_test.Database);
        var account = Assert.Single(await queries.AccountsAsync(Stopping));
        var call = Assert.Single(await queries.CallsAsync(Stopping));

        Assert.Equal(("kaspi", "demo"), (account.Vendor, account.Account));
        Assert.Equal(new BreakerView(_clock.GetUtcNow(), until, 6), account.Breaker);
        Assert.Equal(new LatencyView(100, 200, 3), account.Latency);
        Assert.Equal(
            ("orders", "server-error", 120L, _clock.GetUtcNow(), _clock.GetUtcNow().AddSeconds(-1)),
            (call.Step, call.FailureCode, call.ElapsedMs, call.LastFailureAt, call.LastOkAt)
        );
    }
}
