#if !ASPIRE_PACKAGES
using System.Net;
using Aspire.Hosting.ResourceService.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using TimurApiConnect.AppHost;
using Resource = Aspire.Hosting.ResourceService.Wire.Resource;
using Wire = Aspire.Hosting.ResourceService.Wire;

namespace TimurApiConnect.AppHostTests;

/// <summary>What a dashboard gets to see of the started application, and what it can do with it.</summary>
[Collection(GraphTests.Name)]
public sealed class ResourceServiceTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Graph _graph;
    private readonly GrpcChannel _channel;
    private readonly DashboardService.DashboardServiceClient _client;
    private readonly Metadata _key;

    public ResourceServiceTests(Graph graph)
    {
        _graph = graph;
        _channel = GrpcChannel.ForAddress(graph.ResourceService);
        _client = new DashboardService.DashboardServiceClient(_channel);
        _key = new Metadata { { "x-resource-service-api-key", graph.ResourceServiceKey } };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Nobody_gets_an_answer_without_the_key()
    {
        foreach (
            var key in new[]
            {
                null,
                new Metadata { { "x-resource-service-api-key", "x" } },
            }
        )
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                await _client.GetApplicationInformationAsync(
                    new ApplicationInformationRequest(),
                    key,
                    cancellationToken: Cancel
                )
            );
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
    }

    [Fact]
    public async Task The_application_has_its_name()
    {
        var answer = await _client.GetApplicationInformationAsync(
            new ApplicationInformationRequest(),
            _key,
            cancellationToken: Cancel
        );

        Assert.Equal("TimurApiConnect", answer.ApplicationName);
    }

    [Fact]
    public async Task A_call_that_is_not_served_is_unimplemented()
    {
        var method = new Method<ApplicationInformationRequest, ApplicationInformationResponse>(
            MethodType.Unary,
            "aspire.v1.DashboardService",
            "UploadFile",
            Marshallers.Create(_ => [], ApplicationInformationRequest.Parser.ParseFrom),
            Marshallers.Create(_ => [], ApplicationInformationResponse.Parser.ParseFrom)
        );
        using var call = _channel
            .CreateCallInvoker()
            .AsyncUnaryCall(
                method,
                host: null,
                new CallOptions(_key, cancellationToken: Cancel),
                new ApplicationInformationRequest()
            );
        var answer = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(StatusCode.Unimplemented, answer.StatusCode);
    }

    [Fact]
    public async Task Every_resource_is_told_with_its_health_its_addresses_and_its_commands()
    {
        var all = await ResourcesAsync();
        var gateway = all.Single(r => r.DisplayName == ResourceNames.Gateway);
        var worker = all.Single(r => r.DisplayName == ResourceNames.SyncWorker);

        Assert.Equal(6, all.Count);
        Assert.All(all, r => Assert.Equal("Running", r.State));
        Assert.All(
            all.SelectMany(r => r.HealthReports),
            h => Assert.Equal(HealthStatus.Healthy, h.Status)
        );
        Assert.Equal("Project", gateway.ResourceType);
        Assert.Equal("Executable", all.Single(r => r.DisplayName == "cache-server").ResourceType);
        Assert.Equal("ConnectionString", all.Single(r => r.DisplayName == "cache").ResourceType);
        Assert.Equal(
            _graph.App.GetEndpoint(ResourceNames.Gateway).GetLeftPart(UriPartial.Authority),
            gateway.Urls.First().FullUrl.TrimEnd('/')
        );
        Assert.Equal(
            _graph.ProcessOf(ResourceNames.Gateway),
            (int)Property(gateway, "executable.pid").NumberValue
        );
        Assert.EndsWith(
            "TimurApiConnect.Gateway.csproj",
            Property(gateway, "project.path").StringValue,
            StringComparison.Ordinal
        );
        Assert.NotNull(gateway.StartedAt);
        Assert.Contains(
            worker.Relationships,
            r => r is { ResourceName: ResourceNames.Database, Type: "Reference" }
        );
        Assert.Contains(
            worker.Relationships,
            r => r is { ResourceName: ResourceNames.Sandbox, Type: "WaitFor" }
        );
        Assert.Contains(gateway.Environment, v => v.Name == "ASPNETCORE_URLS");
        Assert.Equal(
            [
                "start Hidden",
                "stop Enabled",
                "restart Enabled",
                "sync-now Enabled",
                "check-connections Enabled",
            ],
            gateway.Commands.Select(c => $"{c.Name} {c.State}")
        );
    }

    [Fact]
    public async Task The_worker_is_stopped_and_started_and_its_lines_come_live()
    {
        var worker = await FindAsync(ResourceNames.SyncWorker);
        var before = _graph.ProcessOf(ResourceNames.SyncWorker);
        using var logs = _client.WatchResourceConsoleLogs(
            new WatchResourceConsoleLogsRequest { ResourceName = worker.Name },
            _key,
            cancellationToken: Cancel
        );
        Assert.True(await logs.ResponseStream.MoveNext(Cancel).WaitAsync(Limit, Cancel));
        var last = logs.ResponseStream.Current.LogLines[^1].LineNumber;

        var stopped = await ExecuteAsync(worker, "stop");
        var down = await FindAsync(ResourceNames.SyncWorker);
        var again = await ExecuteAsync(worker, "stop");
        var started = await ExecuteAsync(worker, "start");
        await _graph
            .App.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.SyncWorker, Cancel)
            .WaitAsync(Limit, Cancel);

        Assert.Equal(ResourceCommandResponseKind.Succeeded, stopped.Kind);
        Assert.Equal("Finished", down.State);
        Assert.False(down.HasStateStyle);
        Assert.False(Proc.IsAlive(before));
        Assert.Equal(
            Wire.ResourceCommandState.Enabled,
            down.Commands.Single(c => c.Name == "start").State
        );
        Assert.All(down.Urls, u => Assert.True(u.IsInactive));
        Assert.Equal(ResourceCommandResponseKind.Failed, again.Kind);
        Assert.Equal(ResourceCommandResponseKind.Succeeded, started.Kind);
        Assert.NotEqual(before, _graph.ProcessOf(ResourceNames.SyncWorker));
        var newer = 0;
        while (newer <= last)
        {
            Assert.True(await logs.ResponseStream.MoveNext(Cancel).WaitAsync(Limit, Cancel));
            newer = logs.ResponseStream.Current.LogLines[^1].LineNumber;
        }
    }

    [Fact]
    public async Task A_sync_on_demand_brings_a_price_list()
    {
        var gateway = await FindAsync(ResourceNames.Gateway);

        var answer = await ExecuteAsync(gateway, "sync-now");

        Assert.True(answer.Kind == ResourceCommandResponseKind.Succeeded, answer.Message);
        Assert.Equal(Wire.CommandResultFormat.Json, answer.Result.Format);
        using var client = _graph.App.CreateHttpClient(ResourceNames.Gateway);
        var status = HttpStatusCode.ServiceUnavailable;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        end.CancelAfter(Limit);
        while (status != HttpStatusCode.OK)
        {
            using var list = await client.GetAsync(
                new Uri("/feeds/demo/kaspi.xml", UriKind.Relative),
                end.Token
            );
            status = list.StatusCode;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, end.Token);
        }
    }

    [Fact]
    public async Task Faults_are_arranged_and_cleared()
    {
        var sandbox = await FindAsync(ResourceNames.Sandbox);

        var arranged = await ExecuteAsync(sandbox, "arrange-fault");
        var cleared = await ExecuteAsync(sandbox, "clear-faults");

        Assert.True(arranged.Kind == ResourceCommandResponseKind.Succeeded, arranged.Message);
        Assert.True(cleared.Kind == ResourceCommandResponseKind.Succeeded, cleared.Message);
    }

    [Fact]
    public async Task What_is_kept_of_the_lines_comes_and_then_the_end()
    {
        var gateway = await FindAsync(ResourceNames.Gateway);
        using var logs = _client.WatchResourceConsoleLogs(
            new WatchResourceConsoleLogsRequest
            {
                ResourceName = gateway.Name,
                SuppressFollow = true,
            },
            _key,
            cancellationToken: Cancel
        );
        List<ConsoleLogLine> lines = [];
        while (await logs.ResponseStream.MoveNext(Cancel).WaitAsync(Limit, Cancel))
        {
            lines.AddRange(logs.ResponseStream.Current.LogLines);
        }

        Assert.NotEmpty(lines);
        Assert.Equal(
            Enumerable.Range(lines[0].LineNumber, lines.Count),
            lines.Select(l => l.LineNumber)
        );
    }

    [Fact]
    public async Task Unknown_names_are_told_in_Aspires_words()
    {
        var gateway = await FindAsync(ResourceNames.Gateway);

        var command = await ExecuteAsync(gateway, "dance");
        var resource = await ExecuteAsync(new Resource { Name = "nobody" }, "start");

        Assert.Equal("Command 'dance' not available for resource 'gateway'.", command.Message);
        Assert.Equal("Resource 'nobody' not found.", resource.Message);
        Assert.Equal(ResourceCommandResponseKind.Failed, resource.Kind);
    }

    [Fact]
    public async Task The_stream_of_questions_stays_open_and_empty()
    {
        using var call = _client.WatchInteractions(_key, cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(
            new WatchInteractionsRequestUpdate { InteractionId = 1 },
            Cancel
        );
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
            await call.ResponseStream.MoveNext(enough.Token)
        );

        Assert.Equal(StatusCode.Cancelled, end.StatusCode);
    }

    private async Task<IReadOnlyList<Resource>> ResourcesAsync()
    {
        using var call = _client.WatchResources(
            new WatchResourcesRequest(),
            _key,
            cancellationToken: Cancel
        );
        Assert.True(await call.ResponseStream.MoveNext(Cancel).WaitAsync(Limit, Cancel));
        return call.ResponseStream.Current.InitialData.Resources;
    }

    private async Task<Resource> FindAsync(string name) =>
        (await ResourcesAsync()).Single(r => r.DisplayName == name);

    private async Task<ResourceCommandResponse> ExecuteAsync(Resource resource, string command) =>
        await _client
            .ExecuteResourceCommandAsync(
                new ResourceCommandRequest
                {
                    CommandName = command,
                    ResourceName = resource.Name,
                    ResourceType = resource.ResourceType,
                },
                _key,
                cancellationToken: Cancel
            )
            .ResponseAsync.WaitAsync(Limit, Cancel);

    private static Google.Protobuf.WellKnownTypes.Value Property(Resource resource, string name) =>
        resource.Properties.Single(p => p.Name == name).Value;
}
#endif
