using System.IO.Hashing;
using System.Text;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.SyncWorker.Cluster;

/// <summary>Everything of one supplier account is owned on one worker, where its catalogue is.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ByAccountAttribute() : PlacementAttribute(new ByAccountPlacement());

/// <inheritdoc cref="ByAccountAttribute"/>
[GenerateSerializer]
internal sealed class ByAccountPlacement : PlacementStrategy;

/// <summary>
/// Chooses the worker of an account: the one for which a hash of both is the highest (rendezvous hashing). All workers come to the same answer without
/// asking each other, and when one comes or goes, only the accounts that it gets or had move.
/// </summary>
internal sealed class ByAccountDirector(
    IClusterMembershipService membership,
    ILocalSiloDetails localSilo
) : IPlacementDirector
{
    /// <summary>Whether an account's owners belong on this worker.</summary>
    public bool IsHere(string account)
    {
        var active = membership
            .CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active)
            .Select(m => m.SiloAddress)
            .ToArray();
        return active.Length == 0 || Choose(account, active).Equals(localSilo.SiloAddress);
    }

    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy,
        PlacementTarget target,
        IPlacementContext context
    ) =>
        Task.FromResult(
            Choose(
                OwnerKey.Parse(target.GrainIdentity.Key.ToString()!).Account,
                context.GetCompatibleSilos(target)
            )
        );

    /// <summary>The worker of an account, of these.</summary>
    internal static SiloAddress Choose(string account, IReadOnlyCollection<SiloAddress> silos) =>
        silos.MaxBy(silo => (Weight(account, silo), silo.ToParsableString()))
        ?? throw new InvalidOperationException("The cluster has no worker.");

    private static ulong Weight(string account, SiloAddress silo) =>
        XxHash3.HashToUInt64(
            Encoding.UTF8.GetBytes($"{account.ToUpperInvariant()}\n{silo.ToParsableString()}")
        );
}
