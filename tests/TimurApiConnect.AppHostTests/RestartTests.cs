using TimurApiConnect.AppHost;
using TimurApiConnect.AppHost.Restarts;

namespace TimurApiConnect.AppHostTests;

/// <summary>What ended by a fault comes back; what somebody stopped does not.</summary>
[Collection(GraphTests.Name)]
public sealed class RestartTests(Graph graph)
{
    [Fact]
    public async Task A_killed_worker_comes_back_and_a_stopped_one_stays_away()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var before = graph.ProcessOf(ResourceNames.SyncWorker);
        Proc.Kill(Proc.ChildrenOf(before).Single());
        await Proc.WaitUntilAsync(
            () =>
                graph.Now(ResourceNames.SyncWorker).State?.Text == KnownResourceStates.Running
                && graph.ProcessOf(ResourceNames.SyncWorker) != before,
            Graph.Limit,
            () => $"The worker is {graph.Now(ResourceNames.SyncWorker).State?.Text}."
        );
        await graph.HealthyAsync(ResourceNames.SyncWorker);
        var again = graph.ProcessOf(ResourceNames.SyncWorker);

        var stopped = await graph.CommandAsync(
            ResourceNames.SyncWorker,
            KnownResourceCommands.StopCommand
        );
        await Proc.WaitUntilAsync(
            () =>
                KnownResourceStates.TerminalStates.Contains(
                    graph.Now(ResourceNames.SyncWorker).State?.Text ?? "",
                    StringComparer.Ordinal
                ),
            Graph.Limit,
            () => "The worker does not stop."
        );
        var down = graph.Now(ResourceNames.SyncWorker);
        var started = await graph.CommandAsync(
            ResourceNames.SyncWorker,
            KnownResourceCommands.StartCommand
        );
        await graph.HealthyAsync(ResourceNames.SyncWorker);

        Assert.True(stopped.Success, stopped.Message);
        Assert.Equal(KnownResourceStates.Finished, down.State?.Text);
        // The one thing that tells a stop from a fault.
        Assert.Equal(0, down.ExitCode);
        Assert.True(started.Success, started.Message);
        Assert.NotEqual(again, graph.ProcessOf(ResourceNames.SyncWorker));
    }

    [Fact]
    public async Task What_never_stays_is_given_up_says_so_and_can_be_started_by_hand()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Wants a shell.");
        var end = await graph
            .App.ResourceNotifications.WaitForResourceAsync(
                Graph.NeverStays,
                e => e.Snapshot.Properties.Any(p => p.Name == AutomaticRestart.GivenUp),
                TestContext.Current.CancellationToken
            )
            .WaitAsync(Graph.Limit, TestContext.Current.CancellationToken);
        var before = await StartsAsync();
        var byHand = await graph.CommandAsync(Graph.NeverStays, KnownResourceCommands.StartCommand);
        await Proc.WaitUntilAsync(
            async () => await StartsAsync() > before,
            Graph.Limit,
            () => "It was not started by hand."
        );

        Assert.Equal(RestartPolicy.MaxEnds, before);
        Assert.Equal(KnownResourceStates.FailedToStart, end.Snapshot.State?.Text);
        // In a state of our own Aspire would hide it.
        Assert.Equal(
            ResourceCommandState.Enabled,
            end.Snapshot.Commands.Single(c => c.Name == KnownResourceCommands.StartCommand).State
        );
        Assert.True(byHand.Success, byHand.Message);
    }

    [Fact]
    public void It_waits_longer_each_time_and_gives_up()
    {
        var now = DateTimeOffset.UnixEpoch;
        var policy = new RestartPolicy();
        var waits = Enumerable
            .Range(0, RestartPolicy.MaxEnds)
            .Select(i => policy.Ended(now.AddSeconds(i * 20))?.TotalSeconds)
            .ToArray();

        Assert.Equal([1, 2, 4, 8, 16, null], waits);
    }

    [Fact]
    public void Ends_far_apart_are_accidents()
    {
        var now = DateTimeOffset.UnixEpoch;
        var policy = new RestartPolicy();

        Assert.All(
            Enumerable.Range(0, 20),
            i =>
                Assert.Equal(
                    TimeSpan.FromSeconds(1),
                    policy.Ended(now + i * (RestartPolicy.Window + TimeSpan.FromSeconds(1)))
                )
        );
    }

    private async Task<int> StartsAsync() =>
        (await File.ReadAllLinesAsync(graph.Starts, TestContext.Current.CancellationToken)).Length;
}
