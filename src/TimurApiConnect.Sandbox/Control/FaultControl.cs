using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Faults.Arranged;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Arranges faults, shows them, clears them.</summary>
internal static class FaultControl
{
    /// <summary>What is arranged, what was done, and what there is to arrange.</summary>
    public static object All(FaultSides sides) =>
        new { sides = sides.All.Select(Show), terms = ArrangementReader.Terms };

    public static object? Door(FrontDoor? door) =>
        door is null
            ? null
            : new
            {
                door.Address?.Port,
                door.Address,
                door.State,
            };

    public static async Task<object> ArrangeAsync(
        HttpContext context,
        string side,
        FaultSides sides,
        TimeProvider time
    )
    {
        var chosen = Find(sides, side);
        var body = await Body.ReadObjectAsync(context);
        var given = FaultParameters.Of(body);
        if (given.Switch("clear"))
        {
            await chosen.ClearAsync();
            return new { waiting = chosen.Plan.Waiting };
        }

        var arrangement = new ArrangementReader(sides, chosen, time).Read(body, out var problems);
        if (arrangement is null || given.Problems.Count > 0)
        {
            throw ControlException.Bad(string.Join(' ', given.Problems.Concat(problems)));
        }

        await chosen.ArrangeAsync(arrangement);
        return new
        {
            arrangement.Id,
            kinds = arrangement.Faults.Select(f => f.Kind),
            when = arrangement.ToString(),
            waiting = chosen.Plan.Waiting,
        };
    }

    public static async Task<object> ClearAllAsync(FaultSides sides)
    {
        foreach (var side in sides.All)
        {
            await side.ClearAsync();
        }

        return All(sides);
    }

    public static async Task<object> ClearAsync(string side, FaultSides sides)
    {
        var chosen = Find(sides, side);
        await chosen.ClearAsync();
        return Show(chosen);
    }

    public static async Task<object> RemoveAsync(string side, int id, FaultSides sides)
    {
        var chosen = Find(sides, side);
        return await chosen.RemoveAsync(id)
            ? Show(chosen)
            : throw new ControlException(
                StatusCodes.Status404NotFound,
                $"Nothing with the id {id} is arranged for {side}: it may be over. GET /control/faults lists what is."
            );
    }

    private static object Show(FaultSide side)
    {
        var (arranged, done) = side.Plan.Show();
        return new
        {
            side.Name,
            frontDoor = Door(side.Door),
            arranged,
            done,
            methods = side.Vendor?.Methods ?? [],
            kinds = side.Kinds.Select(kind => new
            {
                kind.Name,
                kind.Says,
                kind.Values,
            }),
        };
    }

    private static FaultSide Find(FaultSides sides, string name) =>
        sides.All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
        ?? throw new ControlException(
            StatusCodes.Status404NotFound,
            $"'{name}' has no faults. Use {string.Join(", ", sides.All.Select(s => s.Name))}."
        );
}
