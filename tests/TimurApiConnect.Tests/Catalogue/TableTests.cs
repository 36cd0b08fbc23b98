using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.Catalogue;

public class TableTests
{
    private static Table<int> Of(int count)
    {
        var table = new Table<int>();
        for (var i = 0; i < count; i++)
        {
            table.Add(i);
        }

        return table;
    }

    private static IEnumerable<int> Rows(Table<int> table) =>
        Enumerable.Range(0, table.Count).Select(i => table[i]);

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(2_000)]
    public void A_fork_and_its_origin_do_not_see_each_other_s_changes(int count)
    {
        var origin = Of(count);
        var fork = origin.Fork();

        fork.Change(count - 1) = -1;
        fork.Add(-2);
        origin.Change(0) = -3;
        origin.Add(-4);

        int[] plain = [.. Enumerable.Range(0, count)];
        Assert.Equal([.. plain[..^1], -1, -2], Rows(fork));
        Assert.Equal(count == 1 ? [-3, -4] : [-3, .. plain[1..], -4], Rows(origin));
    }

    [Fact]
    public void Forks_of_forks_under_random_changes_equal_copies()
    {
        var random = new Random(14);
        List<(Table<int> Table, List<int> Copy)> pairs =
        [
            (Of(1_500), [.. Enumerable.Range(0, 1_500)]),
        ];
        for (var step = 0; step < 20_000; step++)
        {
            var (table, copy) = pairs[random.Next(pairs.Count)];
            switch (random.Next(400))
            {
                case 0 when pairs.Count < 30:
                    pairs.Add((table.Fork(), [.. copy]));
                    break;
                case < 40:
                    table.Add(step);
                    copy.Add(step);
                    break;
                default:
                    var row = random.Next(copy.Count);
                    table.Change(row) = step;
                    copy[row] = step;
                    break;
            }
        }

        Assert.True(pairs.Count > 10);
        Assert.All(pairs, p => Assert.Equal(p.Copy, Rows(p.Table)));
    }
}
