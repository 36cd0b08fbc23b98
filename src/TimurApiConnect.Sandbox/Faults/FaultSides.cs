using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.Faults.Answers;
using TimurApiConnect.Sandbox.Faults.Arranged;
using TimurApiConnect.Sandbox.Faults.Bodies;
using TimurApiConnect.Sandbox.Faults.Pulls;
using TimurApiConnect.Sandbox.Kaspi;
using TimurApiConnect.Sandbox.Kaspi.Orders;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>Everybody who can be made to misbehave.</summary>
internal sealed class FaultSides
{
    /// <summary>What the settings arrange; a reset goes back to it.</summary>
    private readonly List<(FaultSide Side, Func<Arrangement> Arrange)> _fromSettings = [];

    public FaultSides(
        SimulatedAlStyle alStyle,
        SimulatedKaspi kaspi,
        Live<KaspiSettings> settings,
        TimeProvider time
    )
    {
        AlStyle = new("al-style", AlStyleKinds(alStyle, settings, time), time)
        {
            Vendor = alStyle,
            PortSetting = "Sandbox:AlStyle:Port",
        };
        Kaspi = new("kaspi", KaspiKinds(kaspi, settings, time), time)
        {
            Vendor = kaspi,
            PortSetting = "Sandbox:Kaspi:Port",
        };
        Puller = new("kaspi-puller", PullFaults.Kinds(time), time);
    }

    public FaultSide AlStyle { get; }

    public FaultSide Kaspi { get; }

    /// <summary>The marketplace as a caller: how it pulls the price list.</summary>
    public FaultSide Puller { get; }

    public IEnumerable<FaultSide> All => [AlStyle, Kaspi, Puller];

    public void KeepFromSettings(FaultSide side, Func<Arrangement> arrange) =>
        _fromSettings.Add((side, arrange));

    /// <summary>Back to what the settings say.</summary>
    public async Task ResetAsync()
    {
        foreach (var side in All)
        {
            side.Plan.Forget();
        }

        foreach (var (side, arrange) in _fromSettings)
        {
            side.Plan.Add(arrange());
        }

        foreach (var side in All)
        {
            await side.FollowAsync();
        }
    }

    private static List<FaultKind> AlStyleKinds(
        SimulatedAlStyle vendor,
        Live<KaspiSettings> settings,
        TimeProvider time
    )
    {
        var kinds = new VendorKinds(vendor, () => settings.Current.HoldFor, time);
        return
        [
            .. kinds.Answers,
            .. kinds.Bodies,
            new("emptyCatalogue", "a right answer without goods", _ => new ShareFault(vendor, 0)),
            new(
                "halfCatalogue",
                "a right answer with half the goods",
                _ => new ShareFault(vendor, 0.5)
            ),
            .. kinds.Connections,
        ];
    }

    private static List<FaultKind> KaspiKinds(
        SimulatedKaspi vendor,
        Live<KaspiSettings> settings,
        TimeProvider time
    )
    {
        var kinds = new VendorKinds(vendor, () => settings.Current.HoldFor, time);
        return
        [
            .. kinds.Answers,
            .. kinds.Bodies,
            new("emptyOrders", "a right answer without orders", _ => new EmptyOrdersFault()),
            new(
                "halfOrders",
                "an answer with half of its orders",
                _ => new RowsFault(SimulatedKaspi.IsOrderList, 0.5)
            ),
            .. kinds.Connections,
        ];
    }
}
