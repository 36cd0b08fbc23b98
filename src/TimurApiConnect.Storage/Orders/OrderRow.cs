using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>A row of the inbox.</summary>
internal sealed class OrderRow
{
    public const string Columns =
        "document AS Document, first_seen_at AS FirstSeenAt, seen_at AS SeenAt, changed_at AS ChangedAt, lines_due AS LinesDue, back_at AS BackAt, came_accepted AS CameAccepted";

    public string Document { get; init; } = "";

    public long FirstSeenAt { get; init; }

    public long SeenAt { get; init; }

    public long ChangedAt { get; init; }

    public long LinesDue { get; init; }

    public long BackAt { get; init; }

    public long CameAccepted { get; init; }

    public StoredOrder Read() =>
        new(
            OrderJson.Read(Document),
            Instant.FromStored(FirstSeenAt),
            Instant.FromStored(SeenAt),
            Instant.FromStored(ChangedAt)
        )
        {
            LinesDue = LinesDue == 1,
            CameAccepted = CameAccepted == 1,
            BackAt = BackAt == 0 ? null : Instant.FromStored(BackAt),
        };
}
