using System.Net;
using TimurApiConnect.SyncWorker.Cluster;
using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.Tests.Owners;

public class ByAccountTests
{
    private static readonly string[] Accounts =
    [
        .. Enumerable.Range(0, 1_000).Select(i => $"account-{i}"),
    ];

    private static SiloAddress[] Silos(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 40_000 + i), i + 1)
                ),
        ];

    [Fact]
    public void Accounts_are_spread_evenly()
    {
        var silos = Silos(4);
        var shares = Accounts.CountBy(a => ByAccountDirector.Choose(a, silos)).ToList();
        Assert.Equal(4, shares.Count);
        Assert.All(shares, s => Assert.InRange(s.Value, 200, 300));
    }

    [Fact]
    public void Every_worker_comes_to_the_same_answer_in_whatever_order_it_knows_the_others()
    {
        var silos = Silos(5);
        Assert.All(
            Accounts,
            a =>
                Assert.Equal(
                    ByAccountDirector.Choose(a, silos),
                    ByAccountDirector.Choose(a, [.. silos.Reverse()])
                )
        );
        // Keys of settings know no case.
        Assert.Equal(
            ByAccountDirector.Choose("main", silos),
            ByAccountDirector.Choose("MAIN", silos)
        );
    }

    [Fact]
    public void When_a_worker_goes_only_its_accounts_move()
    {
        var silos = Silos(4);
        Assert.All(
            Accounts.Where(a => !ByAccountDirector.Choose(a, silos).Equals(silos[2])),
            a =>
                Assert.Equal(
                    ByAccountDirector.Choose(a, silos),
                    ByAccountDirector.Choose(a, [silos[0], silos[1], silos[3]])
                )
        );
    }

    [Theory]
    [InlineData("main", "demo")]
    [InlineData("a/b", "c%2Fd")]
    [InlineData("Поставщик 1", "мой магазин")]
    public void A_key_survives_as_text(string account, string name)
    {
        foreach (var kind in Enum.GetValues<OwnerKind>())
        {
            var key = new OwnerKey(account, kind, name);
            Assert.Equal(key, OwnerKey.Parse(key.ToString()));
        }
    }
}
