using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>A row of the outbox.</summary>
internal sealed class CommandRow
{
    public const string Columns =
        "id AS Id, shop AS Shop, code AS Code, step AS Step, sequence AS Sequence, command AS Command, document AS Document, secret AS Secret, asked_by AS AskedBy, asked_at AS AskedAt, state AS State, attempts AS Attempts, failures AS Failures, answer AS Answer, due_at AS DueAt, sent_at AS SentAt, doubt_at AS DoubtAt, settled_at AS SettledAt, failure_code AS FailureCode, note AS Note, trace_parent AS TraceParent, only_at AS OnlyAt";

    /// <summary>The one command that a step of an order has: asked for twice, it is one. Parameters: Shop, Code, step.</summary>
    public static string Counts { get; } =
        $"shop = @Shop AND code = @Code AND step = @step AND {CommandSql.Counts}";

    public long Id { get; init; }
    public string Shop { get; init; } = "";
    public string Code { get; init; } = "";
    public string Step { get; init; } = "";
    public long Sequence { get; init; }
    public string Command { get; init; } = "";
    public string Document { get; init; } = "";
    public string? Secret { get; init; }
    public string AskedBy { get; init; } = "";
    public long AskedAt { get; init; }
    public long State { get; init; }
    public long Attempts { get; init; }
    public long Failures { get; init; }
    public long Answer { get; init; }
    public long DueAt { get; init; }
    public long? SentAt { get; init; }
    public long? DoubtAt { get; init; }
    public long? SettledAt { get; init; }
    public string? FailureCode { get; init; }
    public string? Note { get; init; }
    public string? TraceParent { get; init; }
    public long? OnlyAt { get; init; }

    public StoredCommand Read() =>
        new()
        {
            Id = Id,
            Shop = Shop,
            Code = Code,
            Step = Step,
            Sequence = (int)Sequence,
            Command = CommandJson.Read(Command, Document, Secret),
            AskedBy = AskedBy,
            AskedAt = Instant.FromStored(AskedAt),
            State = (CommandState)State,
            Attempts = (int)Attempts,
            Failures = (int)Failures,
            Answer = (CommandAnswer)Answer,
            DueAt = Instant.FromStored(DueAt),
            SentAt = Instant.FromStored(SentAt),
            DoubtAt = Instant.FromStored(DoubtAt),
            SettledAt = Instant.FromStored(SettledAt),
            FailureCode = FailureCode,
            Note = Note,
            TraceParent = TraceParent,
            OnlyAt = (OrderStage?)OnlyAt,
        };
}
