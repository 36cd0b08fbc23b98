using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>What Kaspi shows of an order to which a command was or will be sent.</summary>
internal sealed partial class CommandReading(
    KaspiOrders kaspi,
    OrderStore orders,
    OrderQueries known,
    TimeProvider clock,
    ILogger<CommandReading> logger
)
{
    /// <summary>
    /// What the order shows of a command. It does not show IMEI codes: when nobody knows what became of them, Kaspi is asked which it has.
    /// </summary>
    public async Task<EffectState> EffectAsync(
        StoredCommand command,
        Order order,
        CancellationToken stopping
    )
    {
        if (
            command is not { Attempts: > 0, Answer: CommandAnswer.None }
            || command.Command is not OrderCommand.SetImei imei
        )
        {
            return CommandEffect.Of(order, command.Command);
        }

        var codes = await kaspi.ImeisAsync(command.Shop, order.Id, stopping);
        stopping.ThrowIfCancellationRequested();
        return codes.Worked ? CommandEffect.Of(codes.Value, imei)
            // There is no such list: only a person can look.
            : codes.Failure.Kind == FailureKind.RequestRefused ? EffectState.NotVisible
            : EffectState.NotShown;
    }

    /// <summary>Reads the order anew and stores it, with the lines that are known where Kaspi leaves them out; null when Kaspi does not know it.</summary>
    public async Task<(Order? Order, Failure? Failure)> ReadAsync(
        StoredCommand command,
        Lease lease,
        CancellationToken stopping
    )
    {
        // Before it is asked for: what another look stores meanwhile is newer.
        var at = clock.GetUtcNow();
        var found = await kaspi.ByCodeAsync(command.Shop, command.Code, stopping);
        stopping.ThrowIfCancellationRequested();
        if (found.Failure is { } failure)
        {
            Log.NotRead(logger, command.Id, command.Code, failure.ToString());
            return (null, failure);
        }

        if (found.Value!.Value is not { } order)
        {
            return (null, null);
        }

        await orders.SaveAsync(command.Shop, [order], lease, at, stopping);
        return (
            order.Lines is not null
                ? order
                : order with
                {
                    Lines = (await known.FindAsync(command.Shop, command.Code, stopping))
                        ?.Order
                        .Lines,
                },
            null
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "Command {Id}: order {Order} could not be read. {Failure}"
        )]
        public static partial void NotRead(ILogger logger, long id, string order, string failure);
    }
}
