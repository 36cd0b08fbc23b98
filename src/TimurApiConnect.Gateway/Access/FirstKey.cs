using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>
/// Makes sure that somebody can get in: the key of the settings, or at the very first start a new one, which is printed on the console once.
/// It goes past the logging, so that neither the log file nor the telemetry ever has it.
/// </summary>
internal sealed partial class FirstKey(
    IOptions<AccessOptions> options,
    KeyStore keys,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<FirstKey> logger
) : IHostedService
{
    private const string GivenName = "bootstrap";
    private const string MadeName = "first key";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.BootstrapKey is { Length: > 0 } given)
        {
            await TakeAsync(KeySecret.Of(given), cancellationToken);
        }
        else if (!options.Value.IsOpenOnLoopback)
        {
            var (key, secret) = KeySecret.Create();
            var first = new NewApiKey(MadeName, secret, KeyScope.Admin, true);
            if (await keys.AddAsync(first, "start", onlyFirst: true, cancellationToken) is not null)
            {
                // Only then is it known where the gateway listens.
                lifetime.ApplicationStarted.Register(() => Print(key, secret));
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TakeAsync(KeySecret secret, CancellationToken stopping)
    {
        var known = await keys.ListAsync(stopping);
        if (known.FirstOrDefault(k => k.Hash == secret.Hash) is { } before)
        {
            if (!before.Works)
            {
                // Whoever revoked it had a reason; a restart must not undo that.
                Log.Revoked(logger, before.Id);
            }

            return;
        }

        var olds = known.Where(k => k.Works && IsGiven(k)).ToArray();
        var name = olds.Length == 0 ? GivenName : $"{GivenName} {secret.Prefix}";
        await keys.AddAsync(
            new NewApiKey(name, secret, KeyScope.Admin, true),
            "start",
            onlyFirst: false,
            stopping
        );
        foreach (var old in olds)
        {
            Log.OldOne(logger, old.Name, old.Id);
        }
    }

    private static bool IsGiven(ApiKey key) =>
        key.Name.StartsWith(GivenName, StringComparison.Ordinal);

    private void Print(string key, KeySecret secret)
    {
        var address =
            server
                .Features.Get<IServerAddressesFeature>()
                ?.Addresses.FirstOrDefault()
                ?.Replace("[::]", "localhost", StringComparison.Ordinal)
                .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            ?? "http://localhost:5180";
        Console.Out.WriteLine(
            $"""

              The first key to the API, with every right. It is shown this once and cannot be shown again:

                {key}

              Try it:  curl -H "X-Api-Key: {key}" {address}/api/status
              More keys, with fewer rights:  POST {address}/api/keys

            """
        );
        Log.Made(logger, secret.Prefix);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "The first API key ({Prefix}) was made and printed on the console, once."
        )]
        public static partial void Made(ILogger logger, string prefix);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "Access:BootstrapKey is key {Id}, which was revoked and stays so. Set another one."
        )]
        public static partial void Revoked(ILogger logger, long id);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Warning,
            Message = "Access:BootstrapKey is a new key; the former one, \"{Name}\", still opens. Revoke it: DELETE /api/keys/{Id}"
        )]
        public static partial void OldOne(ILogger logger, string name, long id);
    }
}
