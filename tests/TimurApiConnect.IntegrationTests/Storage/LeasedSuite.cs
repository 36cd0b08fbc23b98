using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

/// <summary>Tests of what is stored under a lease: a database of their own, and the lease.</summary>
public abstract class LeasedSuite(bool postgres) : IAsyncLifetime
{
    private TestDatabase? _test;
    private Lease? _lease;

    protected static DateTimeOffset Start { get; } = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private protected TestDatabase Test => _test!;

    private protected Lease Lease => _lease!;

    public virtual async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync(postgres);
        _lease = await new LeaseStore(_test.Database, TimeProvider.System).TryTakeAsync(
            "orders",
            "test",
            TimeSpan.FromMinutes(5),
            Stopping
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Test.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
