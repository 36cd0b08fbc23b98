using TimurApiConnect.Sandbox.Faults.Arranged;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>A fault that can be arranged, and how it is made from the values that are given with it.</summary>
internal sealed record FaultKind(string Name, string Says, Func<FaultParameters, Fault> Make)
{
    /// <summary>The values it takes, with what is usual and what is allowed.</summary>
    public IReadOnlyList<GivenValue> Values { get; } = ValuesOf(Make);

    public Fault From(FaultParameters given)
    {
        var fault = Make(given);
        fault.Kind = Name;
        return fault;
    }

    // Made once from nothing, it asks for all it takes: no second list of names can go wrong.
    private static IReadOnlyList<GivenValue> ValuesOf(Func<FaultParameters, Fault> make)
    {
        var nothing = FaultParameters.Nothing;
        make(nothing);
        return nothing.Asked;
    }
}
