using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>A command that is a request to one process of a resource.</summary>
internal sealed class HttpCommand(HttpCommandAnnotation command, Instance instance)
{
    private const int MostShown = 64 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public async Task<ExecuteCommandResult> SendAsync(
        IHttpClientFactory clients,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var endpoint = command.Endpoint;
        var port = ReferenceEquals(endpoint.Resource, instance.Resource)
            ? endpoint.EndpointAnnotation.ReplicaPorts[instance.Index]
            : endpoint.Port;
        using var client = clients.CreateClient();
        client.Timeout = Limit;
        using var request = new HttpRequestMessage(
            command.Options.Method ?? HttpMethod.Post,
            new UriBuilder(endpoint.Scheme, endpoint.Host, port, command.Path).Uri
        );
        try
        {
            if (command.Options.PrepareRequest is { } prepare)
            {
                await prepare(
                        new HttpCommandRequestContext
                        {
                            ServiceProvider = services,
                            ResourceName = instance.Id,
                            Endpoint = endpoint,
                            HttpClient = client,
                            Request = request,
                            CancellationToken = cancellationToken,
                        }
                    )
                    .ConfigureAwait(false);
            }

            using var answer = await client
                .SendAsync(request, cancellationToken)
                .ConfigureAwait(false);
            return await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            return Failed($"{request.Method} {request.RequestUri} failed: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(
                $"{request.Method} {request.RequestUri} was not answered within {Limit.TotalSeconds} s."
            );
        }
    }

    private async Task<ExecuteCommandResult> ReadAsync(
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    )
    {
        var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var shown = body.Length > MostShown ? body[..MostShown] : body;
        var format = Format(answer.Content.Headers.ContentType?.MediaType);
        return new ExecuteCommandResult
        {
            Success = answer.IsSuccessStatusCode,
            Message = answer.IsSuccessStatusCode
                ? $"{command.DisplayName}: {(int)answer.StatusCode} {answer.ReasonPhrase}"
                : $"Request failed with status code {(int)answer.StatusCode}. {shown}",
            Data =
                format is { } known && shown.Length > 0
                    ? new CommandResultData { Value = shown, Format = known }
                    : null,
        };
    }

    private CommandResultFormat? Format(string? type) =>
        command.Options.ResultMode switch
        {
            HttpCommandResultMode.Json => CommandResultFormat.Json,
            HttpCommandResultMode.Text => CommandResultFormat.Text,
            HttpCommandResultMode.Auto when type is not null => type.EndsWith(
                "json",
                StringComparison.Ordinal
            )
                ? CommandResultFormat.Json
                : CommandResultFormat.Text,
            _ => null,
        };

    private static ExecuteCommandResult Failed(string message) =>
        new() { Success = false, Message = message };
}
