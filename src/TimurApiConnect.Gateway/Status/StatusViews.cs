using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Guard;
using TimurApiConnect.Gateway.Orders;
using TimurApiConnect.Storage.PriceLists;

namespace TimurApiConnect.Gateway.Status;

/// <summary>How everything is.</summary>
/// <param name="State"><c>ok</c>, or <c>attention</c> when a person should look.</param>
/// <param name="Attention">What should be looked at and the next move, a sentence each.</param>
/// <param name="Version">The product's version.</param>
/// <param name="Now">When this was read.</param>
/// <param name="Shops">Each shop; null while the database is away.</param>
/// <param name="Accounts">Each supplier account; null while the database is away.</param>
/// <param name="Vendors">How each vendor stands in each account; null while the database is away.</param>
/// <param name="Database">How the database is.</param>
/// <param name="Cache">How Redis is.</param>
internal sealed record StatusView(
    string State,
    IReadOnlyList<string> Attention,
    string Version,
    DateTimeOffset Now,
    IReadOnlyList<ShopStatus>? Shops,
    IReadOnlyList<AccountStatus>? Accounts,
    IReadOnlyList<VendorStatus>? Vendors,
    PartStatus Database,
    PartStatus Cache
)
{
    /// <summary>The processes of the last day; empty while the database is away.</summary>
    public IReadOnlyList<ProcessStatus> Processes { get; init; } = [];

    /// <summary>Orders at the supplier that wait for a person, in sentences.</summary>
    public IReadOnlyList<string> SupplierOrderAttention { get; init; } = [];

    /// <summary>The promises with their live figures; empty while the database is away.</summary>
    public IReadOnlyList<PromiseStatus> Promises { get; init; } = [];
}

/// <summary>How a shop is.</summary>
/// <param name="Shop">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Supplier">The supplier account that it sells from.</param>
/// <param name="PriceList">The published list, or null.</param>
/// <param name="Hold">The list that is held, or null.</param>
/// <param name="CurrentRun">The run that waits or works, or null.</param>
/// <param name="LastFast">The last fast run that ended, or null.</param>
/// <param name="LastFull">The last full run that ended, or null.</param>
/// <param name="Pulls">The last three pulls.</param>
/// <param name="LastPullAgeSeconds">Since the last pull; null when there was none.</param>
/// <param name="Offers">How many offers stand where.</param>
internal sealed record ShopStatus(
    string Shop,
    string Name,
    string Supplier,
    ListStatus? PriceList,
    HoldStatus? Hold,
    RunStatus? CurrentRun,
    RunStatus? LastFast,
    RunStatus? LastFull,
    IReadOnlyList<Pull> Pulls,
    long? LastPullAgeSeconds,
    OfferCountView Offers
)
{
    /// <summary>How its orders are; null while nobody has asked Kaspi for them.</summary>
    public OrdersStatus? Orders { get; init; }

    /// <summary>How its cancellations stand against Kaspi's line; null while nobody has asked Kaspi for its orders.</summary>
    public GuardStatus? Cancellations { get; init; }

    /// <summary>Orders that wait for a person or are short of time, in sentences.</summary>
    public IReadOnlyList<string> OrderAttention { get; init; } = [];

    /// <summary>Commands to Kaspi that wait for a person, the newest first.</summary>
    public IReadOnlyList<CommandView> ParkedCommands { get; init; } = [];
}

/// <summary>How a shop's orders are.</summary>
/// <param name="ReadAt">When a look at them was last read to its end; null when never.</param>
/// <param name="AgeSeconds">Since then.</param>
/// <param name="IsLate">Whether that is too long: orders may be waiting that nobody here knows.</param>
/// <param name="Open">How many are not over.</param>
/// <param name="Stages">How many of them are in which tab of Kaspi's cabinet.</param>
/// <param name="Failure">Why the last look failed; null when it did not.</param>
/// <param name="Unread">Orders that Kaspi shows and that could not be read; null when there are none.</param>
internal sealed record OrdersStatus(
    DateTimeOffset? ReadAt,
    long? AgeSeconds,
    bool IsLate,
    int Open,
    IReadOnlyDictionary<OrderStage, int> Stages,
    string? Failure,
    string? Unread
);

/// <summary>The published list.</summary>
/// <param name="Version">Its version.</param>
/// <param name="ServedVersion">What this gateway serves; a second behind at most.</param>
/// <param name="CreatedAt">When it was published.</param>
/// <param name="AgeSeconds">Since then.</param>
/// <param name="CheckedAt">When a run last confirmed that it is right.</param>
/// <param name="Offers">Offers in it.</param>
/// <param name="OnSale">Offers in it that are for sale.</param>
/// <param name="Path">Where it is served.</param>
/// <param name="Stopped">Whether it is served with everything off sale, since its data are too old and no worker has seen to it.</param>
internal sealed record ListStatus(
    long Version,
    long? ServedVersion,
    DateTimeOffset CreatedAt,
    long AgeSeconds,
    DateTimeOffset? CheckedAt,
    int Offers,
    int OnSale,
    string Path,
    bool Stopped
)
{
    /// <summary>Why it is not served at all: its goods were read at another address of the supplier; null when it is.</summary>
    public string? NotServed { get; init; }
}

/// <summary>A list that was not published.</summary>
/// <param name="Code">Why, stable.</param>
/// <param name="Text">Why, and what to do.</param>
/// <param name="Since">Since when.</param>
/// <param name="OnSaleBefore">Offers on sale in the published list.</param>
/// <param name="OnSaleAfter">Offers on sale in the held one.</param>
/// <param name="Lost">Offers that would go off sale.</param>
internal sealed record HoldStatus(
    string Code,
    string Text,
    DateTimeOffset? Since,
    int OnSaleBefore,
    int OnSaleAfter,
    int Lost
);

/// <summary>A run in short.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">What it reads.</param>
/// <param name="State">Where it is.</param>
/// <param name="Stage">What it does.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="FailureCode">The failure's code.</param>
/// <param name="Message">How it ended.</param>
/// <param name="Refused">Offers that the check before publishing took off.</param>
internal sealed record RunStatus(
    long Id,
    RunKind Kind,
    RunState State,
    string? Stage,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? FailureCode,
    string? Message,
    int Refused
)
{
    public static RunStatus? Of(Run? run) =>
        run is null
            ? null
            : new RunStatus(
                run.Id,
                run.Kind,
                run.State,
                run.Stage,
                run.StartedAt,
                run.FinishedAt,
                run.FailureCode,
                run.Message,
                run.Counts.Refused
            );
}

/// <summary>How many offers stand where.</summary>
/// <param name="OnSale">For sale.</param>
/// <param name="OffSale">Listed as not available.</param>
/// <param name="NotOffered">Never listed.</param>
/// <param name="Reasons">Why those are not for sale.</param>
internal sealed record OfferCountView(
    int OnSale,
    int OffSale,
    int NotOffered,
    IReadOnlyList<ReasonCount> Reasons
);

/// <summary>How many offers are not for sale for a reason.</summary>
/// <param name="State">Where they stand.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Text">The same in plain words.</param>
/// <param name="Count">How many.</param>
internal sealed record ReasonCount(OfferState State, Reason Reason, string Text, int Count);

/// <summary>How old a supplier account's data are.</summary>
/// <param name="Account">The account.</param>
/// <param name="CatalogueAt">When the catalogue was read; null when never.</param>
/// <param name="StockAt">When stock and prices were read; null when never.</param>
/// <param name="StockAgeSeconds">Since then.</param>
internal sealed record AccountStatus(
    string Account,
    DateTimeOffset? CatalogueAt,
    DateTimeOffset? StockAt,
    long? StockAgeSeconds
);

/// <summary>How a part is that the gateway needs.</summary>
/// <param name="State"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Description">More about it.</param>
internal sealed record PartStatus(string State, string? Description);
