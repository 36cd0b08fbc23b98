using System.Collections.Concurrent;

namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>The accounts whose owner lives in this process; shops find their goods here.</summary>
internal sealed class LocalAccounts
{
    private readonly ConcurrentDictionary<string, Place> _places = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Waits until the account's owner is here. Both are placed by the account, so it comes, or this one goes.</summary>
    public async Task<AccountCatalogue> WaitAsync(string account, CancellationToken stopping)
    {
        var place = PlaceOf(account);
        while (true)
        {
            var taken = place.Taken.Task;
            if (place.Catalogue is { } catalogue)
            {
                return catalogue;
            }

            await taken.WaitAsync(stopping);
        }
    }

    /// <summary>Its owner is here.</summary>
    public void Add(string account, AccountCatalogue catalogue)
    {
        var place = PlaceOf(account);
        lock (place)
        {
            place.Catalogue = catalogue;
            place.Taken.TrySetResult();
        }
    }

    /// <summary>Its owner goes.</summary>
    public void Remove(string account, AccountCatalogue catalogue)
    {
        var place = PlaceOf(account);
        lock (place)
        {
            // The next owner may have come before this one went.
            if (ReferenceEquals(place.Catalogue, catalogue))
            {
                place.Taken = Place.New();
                place.Catalogue = null;
            }
        }
    }

    private Place PlaceOf(string account) => _places.GetOrAdd(account, _ => new Place());

    private sealed class Place
    {
        private volatile AccountCatalogue? _catalogue;
        private volatile TaskCompletionSource _taken = New();

        public AccountCatalogue? Catalogue
        {
            get => _catalogue;
            set => _catalogue = value;
        }

        public TaskCompletionSource Taken
        {
            get => _taken;
            set => _taken = value;
        }

        public static TaskCompletionSource New() =>
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
