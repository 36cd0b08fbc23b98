using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Telling Kaspi something about an order, and watching what becomes of it.</summary>
internal static class CommandEndpoints
{
    private const int MaxRows = 200;

    public static void MapCommands(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("Orders");
        orders
            .MapPost("/{code}/commands", AskAsync)
            .WithName("AskForCommand")
            .WithSummary("Stores a command for Kaspi; the same step asked for twice is one command")
            .Needs(KeyScope.Operate)
            .Accepts<CommandRequest>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        orders
            .MapGet("/commands", ListAsync)
            .WithName("ListCommands")
            .WithSummary("The commands of a shop, the newest first")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders
            .MapGet("/commands/{id:long}", FindAsync)
            .WithName("GetCommand")
            .WithSummary("A command and how far it is")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders
            .MapPost("/commands/{id:long}/retry", RetryAsync)
            .WithName("RetryCommand")
            .WithSummary("Sends a parked or refused command again")
            .Needs(KeyScope.Operate)
            .Accepts<RetryRequest>(isOptional: true, "application/json")
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        orders
            .MapPost("/commands/{id:long}/dismiss", DismissAsync)
            .WithName("DismissCommand")
            .WithSummary("Gives a parked or refused command up")
            .Needs(KeyScope.Operate)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Accepted<CommandView>, ProblemHttpResult>> AskAsync(
        string code,
        HttpRequest request,
        Caller caller,
        ShopDirectory shops,
        OrderQueries orders,
        CommandQueries commands,
        CommandStore store,
        INotifier notifier,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(request, stopping);
        if (problem is not null)
        {
            return problem;
        }

        var query = new QueryReader(shops);
        if (query.Order(CommandRequest.ShopOf(body), code) is not { } named)
        {
            return query.Problem!;
        }

        var shop = named.Shop.Key;
        if (await orders.FindAsync(shop, named.Code, stopping) is not { } stored)
        {
            return OrderEndpoints.NoSuchOrder(shop, code);
        }

        (var command, problem) = CommandRequest.Read(body, stored.Order);
        if (command is null)
        {
            return problem!;
        }

        var known = await commands.FindAsync(
            shop,
            stored.Order.Code,
            CommandName.StepOf(command),
            stopping
        );
        if (
            known is null
            && CommandCheck.Of(stored.Order, command) is { Verdict: not Verdict.Possible } verdict
        )
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                verdict.Verdict == Verdict.AlreadySo ? "order-already-so" : "order-contradicts",
                "The order does not allow that",
                $"{verdict.Reason} GET /api/orders/{stored.Order.Code} shows how it stands."
            );
        }

        var (accepted, asked) = await store.AddAsync(
            new(shop, stored.Order.Code, command, caller.Name),
            stopping
        );
        if (asked == CommandAsked.UnderWay)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "command-under-way",
                "The same was asked for in other words, and sent",
                $"Command {accepted.Id} ({CommandView.Of(accepted).Text}) is {QueryReader.Spelled(accepted.State)}. GET /api/orders/commands/{accepted.Id} shows how it stands; what is parked can be dismissed, then ask again."
            );
        }

        await notifier.PublishAsync(Topics.Commands);
        return TypedResults.Accepted(
            $"/api/orders/commands/{accepted.Id}",
            CommandView.Of(accepted)
        );
    }

    private static async Task<Results<Ok<CommandList>, ProblemHttpResult>> ListAsync(
        string? shop,
        string? state,
        string? order,
        string? before,
        string? size,
        ShopDirectory shops,
        CommandQueries commands,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var found = query.Shop(shop);
        var wanted = query.Choice<CommandState>("state", state);
        var code = query.Text("order", order, 64);
        var first = query.WholeOrNull("before", before, 1, long.MaxValue);
        var most = query.Whole("size", size, 50, 1, MaxRows);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var list = await commands.ListAsync(
            new(found!.Key)
            {
                State = wanted,
                Code = code,
                Before = first,
                Size = most,
            },
            stopping
        );
        return TypedResults.Ok(
            new CommandList(
                [.. list.Select(CommandView.Of)],
                list.Count == most ? list[^1].Id : null
            )
        );
    }

    private static async Task<Results<Ok<CommandView>, ProblemHttpResult>> FindAsync(
        long id,
        CommandQueries commands,
        CancellationToken stopping
    ) =>
        await commands.FindAsync(id, stopping) is { } command
            ? TypedResults.Ok(CommandView.Of(command))
            : NoSuchCommand(id);

    private static async Task<Results<Accepted<CommandView>, ProblemHttpResult>> RetryAsync(
        long id,
        HttpRequest request,
        Caller caller,
        CommandQueries commands,
        CommandStore store,
        INotifier notifier,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(request, stopping);
        if (problem is not null)
        {
            return problem;
        }

        if (await commands.FindAsync(id, stopping) is not { } command)
        {
            return NoSuchCommand(id);
        }

        (var secret, problem) = ReadSecret(body, command);
        if (problem is not null)
        {
            return problem;
        }

        if (!await store.RetryAsync(command, secret, caller.Name, stopping))
        {
            return NotDecided(command);
        }

        await notifier.PublishAsync(Topics.Commands);
        return TypedResults.Accepted(
            $"/api/orders/commands/{id}",
            CommandView.Of((await commands.FindAsync(id, stopping))!)
        );
    }

    /// <summary>The buyer's code was erased when the command was settled: to complete an order it must be given again.</summary>
    private static (string? Secret, ProblemHttpResult? Problem) ReadSecret(
        JsonElement body,
        StoredCommand command
    )
    {
        if (command.Command is not OrderCommand.Complete)
        {
            return (null, new BodyFields(body).Problem);
        }

        var fields = new BodyFields(body, "code");
        var code = CommandRequest.ReadCode(fields);
        if (code is not null && CommandSense.Problem(new OrderCommand.Complete(code)) is { } wrong)
        {
            fields.Report("code", wrong);
        }

        return (code, fields.Problem);
    }

    private static async Task<Results<Ok<CommandView>, ProblemHttpResult>> DismissAsync(
        long id,
        Caller caller,
        CommandQueries commands,
        CommandStore store,
        CancellationToken stopping
    )
    {
        if (await commands.FindAsync(id, stopping) is not { } command)
        {
            return NoSuchCommand(id);
        }

        return await store.DismissAsync(command, caller.Name, stopping)
            ? TypedResults.Ok(CommandView.Of((await commands.FindAsync(id, stopping))!))
            : NotDecided(command);
    }

    private static ProblemHttpResult NotDecided(StoredCommand command) =>
        Problems.Of(
            StatusCodes.Status409Conflict,
            "command-not-waiting",
            "The command does not wait for a person",
            $"Command {command.Id} is {QueryReader.Spelled(command.State)}, or the same was asked for anew; only parked and refused commands can be tried again or dismissed. GET /api/orders/commands?order={command.Code} lists them."
        );

    private static ProblemHttpResult NoSuchCommand(long id) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "command-not-found",
            "No such command",
            $"There is no command {id}. GET /api/orders/commands lists them."
        );
}

/// <summary>What comes with <c>POST /api/orders/commands/{id}/retry</c>.</summary>
/// <param name="Code">Only to complete an order: the four digits that the buyer reads out.</param>
internal sealed record RetryRequest(string? Code);
