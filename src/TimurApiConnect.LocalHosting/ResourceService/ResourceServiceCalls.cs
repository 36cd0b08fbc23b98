using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.ResourceService;

/// <summary>Answers the dashboard. Streams end when the dashboard leaves or the AppHost stops.</summary>
internal sealed class ResourceServiceCalls(
    ResourceNotificationService notifications,
    ResourceLoggerService lines,
    ResourceCommandService commands,
    ApplicationName name,
    IHostApplicationLifetime lifetime
) : Wire.DashboardService.DashboardServiceBase
{
    public override Task<Wire.ApplicationInformationResponse> GetApplicationInformation(
        Wire.ApplicationInformationRequest request,
        ServerCallContext context
    ) => Task.FromResult(new Wire.ApplicationInformationResponse { ApplicationName = name.Short });

    public override Task WatchResources(
        Wire.WatchResourcesRequest request,
        IServerStreamWriter<Wire.WatchResourcesUpdate> responseStream,
        ServerCallContext context
    ) =>
        FollowAsync(
            context,
            async cancellation =>
            {
                Dictionary<string, Wire.Resource> sent = new(StringComparer.Ordinal);
                foreach (var known in notifications.Current)
                {
                    sent[known.ResourceId] = ResourceMessages.Of(known);
                }

                await responseStream
                    .WriteAsync(ResourceMessages.Initial(sent.Values), cancellation)
                    .ConfigureAwait(false);
                await foreach (
                    var change in notifications.WatchAsync(cancellation).ConfigureAwait(false)
                )
                {
                    // The checks report every few seconds; only what differs is worth a message.
                    var now = ResourceMessages.Of(change);
                    if (!now.Equals(sent.GetValueOrDefault(change.ResourceId)))
                    {
                        sent[change.ResourceId] = now;
                        await responseStream
                            .WriteAsync(ResourceMessages.Changed(now), cancellation)
                            .ConfigureAwait(false);
                    }
                }
            }
        );

    public override Task WatchResourceConsoleLogs(
        Wire.WatchResourceConsoleLogsRequest request,
        IServerStreamWriter<Wire.WatchResourceConsoleLogsUpdate> responseStream,
        ServerCallContext context
    )
    {
        if (!notifications.TryGetCurrentState(request.ResourceName, out var resource))
        {
            throw new RpcException(
                new Status(StatusCode.NotFound, $"Resource '{request.ResourceName}' not found.")
            );
        }

        var id = resource.ResourceId;
        return FollowAsync(
            context,
            async cancellation =>
            {
                var source = request.SuppressFollow ? lines.GetAllAsync(id) : lines.WatchAsync(id);
                await foreach (
                    var batch in source.WithCancellation(cancellation).ConfigureAwait(false)
                )
                {
                    foreach (var some in batch.Chunk(ResourceMessages.LinesAtOnce))
                    {
                        await responseStream
                            .WriteAsync(ResourceMessages.Of(some), cancellation)
                            .ConfigureAwait(false);
                    }
                }
            }
        );
    }

    public override async Task<Wire.ResourceCommandResponse> ExecuteResourceCommand(
        Wire.ResourceCommandRequest request,
        ServerCallContext context
    ) =>
        ResourceMessages.Of(
            await commands
                .ExecuteCommandAsync(
                    request.ResourceName,
                    request.CommandName,
                    context.CancellationToken
                )
                .ConfigureAwait(false)
        );

    // Nothing is ever asked of the user: the stream is only kept open, for the dashboard would open it again and again.
    public override Task WatchInteractions(
        IAsyncStreamReader<Wire.WatchInteractionsRequestUpdate> requestStream,
        IServerStreamWriter<Wire.WatchInteractionsResponseUpdate> responseStream,
        ServerCallContext context
    ) =>
        FollowAsync(
            context,
            async cancellation =>
            {
                while (await requestStream.MoveNext(cancellation).ConfigureAwait(false))
                {
                    // An answer to a question that nobody asked.
                }
            }
        );

    private async Task FollowAsync(ServerCallContext context, Func<CancellationToken, Task> stream)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            lifetime.ApplicationStopping
        );
        try
        {
            await stream(end.Token).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException or InvalidOperationException
                && end.IsCancellationRequested
            )
        {
            // The dashboard has left, or the AppHost stops.
        }
    }
}
