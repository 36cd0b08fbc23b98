using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps the last lines that each resource wrote, and passes new ones on.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, Lines> _resources = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What is kept of a resource.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return Of(resourceName).Kept();
    }

    /// <summary>What is kept of a resource.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) =>
        GetAllAsync(resource.Name);

    /// <summary>What is kept of a resource, and then every new line.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) =>
        WatchAsync(resource.Name);

    /// <summary>What is kept of a resource, and then every new line.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) =>
        Of(resourceName).WatchAsync(CancellationToken.None);

    internal void Add(string resourceName, string line, bool isError) =>
        Of(resourceName).Add(line, isError);

    /// <summary>Another name for the same lines: a resource and its only process.</summary>
    internal void Alias(string resourceName, string other) => _resources[other] = Of(resourceName);

    internal IReadOnlyList<string> Last(string resourceName, int count) =>
        [.. Of(resourceName).Kept().TakeLast(count).Select(l => l.Content)];

    private Lines Of(string name) => _resources.GetOrAdd(name, _ => new Lines());

    private sealed class Lines
    {
        private const int Most = 10_000;
        private const int MostLetters = 4 * 1024 * 1024;
        private const int AtOnce = 500;
        private readonly Lock _gate = new();
        private readonly Queue<LogLine> _kept = new();
        private readonly List<Channel<LogLine>> _watchers = [];
        private int _number;
        private long _letters;

        public void Add(string content, bool isError)
        {
            lock (_gate)
            {
                var line = new LogLine(++_number, content, isError);
                _kept.Enqueue(line);
                _letters += content.Length;
                while (_kept.Count > Most || _letters > MostLetters)
                {
                    _letters -= _kept.Dequeue().Content.Length;
                }

                foreach (var watcher in _watchers)
                {
                    watcher.Writer.TryWrite(line);
                }
            }
        }

        public IReadOnlyList<LogLine> Kept()
        {
            lock (_gate)
            {
                return [.. _kept];
            }
        }

        public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            // Who reads slower than the process writes misses lines; the numbers show it.
            var channel = Channel.CreateBounded<LogLine>(
                new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest }
            );
            IReadOnlyList<LogLine> kept;
            lock (_gate)
            {
                kept = [.. _kept];
                _watchers.Add(channel);
            }

            try
            {
                if (kept.Count > 0)
                {
                    yield return kept;
                }

                while (
                    await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
                )
                {
                    List<LogLine> batch = [];
                    while (batch.Count < AtOnce && channel.Reader.TryRead(out var line))
                    {
                        batch.Add(line);
                    }

                    yield return batch;
                }
            }
            finally
            {
                lock (_gate)
                {
                    _watchers.Remove(channel);
                }
            }
        }
    }
}
