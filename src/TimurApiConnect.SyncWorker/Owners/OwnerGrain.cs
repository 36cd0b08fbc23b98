using TimurApiConnect.SyncWorker.Cluster;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>
/// Owns one thing. Its calls only carry the ownership; the work itself runs beside them, see <see cref="OwnerWork"/>. Orleans does not promise a single
/// activation under a partition; the fencing number that each activation takes does.
/// </summary>
[ByAccount]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class OwnerGrain(OwnerWorks works, ByAccountDirector placement) : Grain, IOwner
{
    private OwnerKey? _key;
    private OwnerWork? _work;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = OwnerKey.Parse(this.GetPrimaryKeyString());
        _work = await works.BeginAsync(_key, cancellationToken);
    }

    public override async Task OnDeactivateAsync(
        DeactivationReason reason,
        CancellationToken cancellationToken
    )
    {
        if (_work is { } work)
        {
            await work.EndAsync(cancellationToken);
        }
    }

    public Task KeepAsync()
    {
        if (_work is null or { IsOver: true })
        {
            // The next call makes a new one.
            DeactivateOnIdle();
        }
        else if (!placement.IsHere(_key!.Account))
        {
            // A worker has come. Deactivated only, it would come back here: whoever calls it remembers where it was.
            this.MigrateOnIdle();
        }

        return Task.CompletedTask;
    }
}
