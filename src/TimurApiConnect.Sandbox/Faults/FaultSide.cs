using TimurApiConnect.Sandbox.Faults.Arranged;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>Who can be made to misbehave: a vendor, or the marketplace as a caller. It has its own kinds and its own plan.</summary>
internal sealed class FaultSide(string name, IReadOnlyList<FaultKind> kinds, TimeProvider time)
{
    private static readonly string[] Verbs = ["GET", "POST", "PUT", "DELETE"];

    /// <summary>Its name in the control API.</summary>
    public string Name => name;

    public IReadOnlyList<FaultKind> Kinds => kinds;

    public string KindNames { get; } = string.Join(", ", kinds.Select(k => k.Name));

    public FaultPlan Plan { get; } = new(time);

    /// <summary>The vendor that is asked; none where the side itself asks.</summary>
    public Vendor? Vendor { get; init; }

    /// <summary>The vendor's own port, where one is set.</summary>
    public FrontDoor? Door { get; set; }

    /// <summary>The setting with which it gets one.</summary>
    public string PortSetting { get; init; } = "";

    public FaultKind? Find(string kind) =>
        kinds.FirstOrDefault(k => string.Equals(k.Name, kind, StringComparison.OrdinalIgnoreCase));

    /// <summary>When this returns, the faults are in force, at the door too.</summary>
    public async Task ArrangeAsync(Arrangement arrangement)
    {
        Plan.Add(arrangement);
        await FollowAsync();
    }

    public async Task<bool> RemoveAsync(int id)
    {
        var removed = Plan.Remove(id);
        await FollowAsync();
        return removed;
    }

    public async Task ClearAsync()
    {
        Plan.Clear();
        await FollowAsync();
    }

    public Task FollowAsync() => Door?.FollowAsync() ?? Task.CompletedTask;

    public void CheckMethod(FaultParameters given, Terms terms)
    {
        if (
            terms.Method is { } method
            && Vendor is { } vendor
            && !vendor.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)
        )
        {
            given.Problem($"method '{method}' is not one of {string.Join(", ", vendor.Methods)}.");
        }

        if (terms.Verb is { } verb && !Verbs.Contains(verb, StringComparer.OrdinalIgnoreCase))
        {
            given.Problem($"verb '{verb}' is not one of {string.Join(", ", Verbs)}.");
        }
    }
}
