using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.SupplierOrders;

/// <summary>An order at the supplier as we know it.</summary>
public sealed record StoredSupplierOrder : SupplierOrderProgress
{
    /// <summary>Its number in the database.</summary>
    public required long Id { get; init; }

    /// <summary>The supplier account.</summary>
    public required string Account { get; init; }

    /// <summary>Our number, sent along.</summary>
    public required string OurNumber { get; init; }

    /// <summary>Which change of it this is.</summary>
    public required long Version { get; init; }

    /// <summary>When it was proposed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<StoredSupplierLine> Lines { get; init; } = [];

    /// <summary>What was approved of each article.</summary>
    public IReadOnlyList<ApprovedLine> Approved =>
        [.. Lines.Select(l => new ApprovedLine(l.Article, l.Quantity, l.Price))];
}

/// <summary>A line of an order at the supplier.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Name">The supplier's name for it.</param>
/// <param name="Needed">How many pieces the orders want.</param>
/// <param name="Quantity">How many are ordered.</param>
/// <param name="Price">For one, tenge.</param>
/// <param name="Problem">Why it will probably not work.</param>
/// <param name="Explanation">How the quantity came about.</param>
/// <param name="For">The order lines that it serves.</param>
/// <param name="Taken">How many the supplier's order holds; null while that was not seen.</param>
public sealed record StoredSupplierLine(
    int Article,
    string Name,
    int Needed,
    int Quantity,
    long Price,
    string? Problem,
    string Explanation,
    IReadOnlyList<ServedLine> For,
    int? Taken = null
)
{
    /// <summary>The order lines whose pieces the supplier has all taken; the others wait for what is missing.</summary>
    public IReadOnlyList<ServedLine> Covered()
    {
        var left = Taken ?? Quantity;
        var covered = new List<ServedLine>();
        foreach (var served in For.Where(f => f.Quantity <= left))
        {
            left -= served.Quantity;
            covered.Add(served);
        }

        return covered;
    }
}

/// <summary>An order line that a supplier order serves.</summary>
/// <param name="Shop">The shop.</param>
/// <param name="Code">The order's number at Kaspi.</param>
/// <param name="Number">The line's place in it.</param>
/// <param name="Quantity">Pieces.</param>
public sealed record ServedLine(string Shop, string Code, int Number, int Quantity);

/// <summary>Something that happened to an order at the supplier; a row of the journal.</summary>
/// <param name="Who"><c>worker</c>, <c>rule</c>, or who called the API.</param>
/// <param name="What">A short phrase.</param>
/// <param name="Detail">One sentence.</param>
public sealed record SupplierOrderStep(string Who, string What, string Detail);

/// <summary>A row of the table.</summary>
internal sealed class SupplierOrderRow
{
    public const string Columns =
        "id AS Id, account AS Account, our_number AS OurNumber, state AS State, version AS Version, total AS Total, created_at AS CreatedAt, changed_at AS ChangedAt, next_at AS NextAt, approved_by AS ApprovedBy, approved_at AS ApprovedAt, waiting_since AS WaitingSince, busy_since AS BusySince, filling_at AS FillingAt, submit_at AS SubmitAt, tries AS Tries, number AS Number, status AS Status, placed_at AS PlacedAt, checked_at AS CheckedAt, difference AS Difference, shipped_at AS ShippedAt, cancel_by AS CancelBy, cancel_at AS CancelAt, cancel_reason AS CancelReason, cancel_sent_at AS CancelSentAt, cancel_ended_at AS CancelEndedAt, merged_from AS MergedFrom, failure_code AS FailureCode, failure AS Failure";

    public long Id { get; init; }
    public string Account { get; init; } = "";
    public string OurNumber { get; init; } = "";
    public string State { get; init; } = "";
    public long Version { get; init; }
    public long Total { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long NextAt { get; init; }
    public string? ApprovedBy { get; init; }
    public long? ApprovedAt { get; init; }
    public long? WaitingSince { get; init; }
    public long? BusySince { get; init; }
    public long? FillingAt { get; init; }
    public long? SubmitAt { get; init; }
    public long Tries { get; init; }
    public string? Number { get; init; }
    public string? Status { get; init; }
    public long? PlacedAt { get; init; }
    public long? CheckedAt { get; init; }
    public string? Difference { get; init; }
    public long? ShippedAt { get; init; }
    public string? CancelBy { get; init; }
    public long? CancelAt { get; init; }
    public string? CancelReason { get; init; }
    public long? CancelSentAt { get; init; }
    public long? CancelEndedAt { get; init; }
    public string? MergedFrom { get; init; }
    public string? FailureCode { get; init; }
    public string? Failure { get; init; }

    public StoredSupplierOrder Read(IReadOnlyList<StoredSupplierLine> lines) =>
        new()
        {
            Id = Id,
            Account = Account,
            OurNumber = OurNumber,
            State = Enum.Parse<SupplierOrderState>(State),
            Version = Version,
            Total = Total,
            CreatedAt = Instant.FromStored(CreatedAt),
            ChangedAt = Instant.FromStored(ChangedAt),
            NextAt = Instant.FromStored(NextAt),
            ApprovedBy = ApprovedBy,
            ApprovedAt = Instant.FromStored(ApprovedAt),
            WaitingSince = Instant.FromStored(WaitingSince),
            BusySince = Instant.FromStored(BusySince),
            FillingAt = Instant.FromStored(FillingAt),
            SubmitAt = Instant.FromStored(SubmitAt),
            Tries = (int)Tries,
            Number = Number,
            Status = Status is null ? null : new SupplierStatus(Status),
            PlacedAt = Instant.FromStored(PlacedAt),
            CheckedAt = Instant.FromStored(CheckedAt),
            Difference = Difference,
            ShippedAt = Instant.FromStored(ShippedAt),
            MergedFrom = MergedFrom,
            Cancellation = CancelBy is null
                ? null
                : new(
                    CancelBy,
                    Instant.FromStored(CancelAt ?? ChangedAt),
                    CancelReason ?? "",
                    Instant.FromStored(CancelSentAt),
                    Instant.FromStored(CancelEndedAt)
                ),
            FailureCode = FailureCode,
            Failure = Failure,
            Lines = lines,
        };
}
