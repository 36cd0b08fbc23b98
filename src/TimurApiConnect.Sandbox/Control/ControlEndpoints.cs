using Microsoft.AspNetCore.Mvc;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>The control API and its page: what a test or a person at a demo turns.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", ControlPage.SendAsync);
        var control = app.MapGroup("/control").AddEndpointFilter(ExplainAsync);
        control.MapGet("/state", StateControl.State);
        control.MapGet("/requests", StateControl.Requests);
        control.MapPost("/reset", StateControl.ResetAsync);

        control.MapGet("/al-style/goods", AlStyleControl.Goods);
        control.MapPost("/al-style/goods/{article:int}", AlStyleControl.SetAsync);
        control.MapGet("/al-style/changes", AlStyleControl.Changes);
        control.MapPost("/al-style/change", AlStyleControl.ChangeAsync);
        control.MapPost("/al-style/vanish", AlStyleControl.VanishAsync);
        control.MapPost("/al-style/settings", AlStyleControl.SettingsAsync);
        control.MapGet("/al-style/orders", SupplierOrderControl.Orders);
        control.MapPost("/al-style/orders/{id:long}", SupplierOrderControl.MoveAsync);
        control.MapGet("/al-style/basket", SupplierOrderControl.Basket);
        control.MapPost("/al-style/basket", SupplierOrderControl.PutAsync);
        control.MapPost("/al-style/attorneys/{number}", SupplierOrderControl.AttorneyAsync);

        control.MapPost("/kaspi/pull", KaspiControl.PullAsync);
        control.MapGet("/kaspi/reports", KaspiControl.Reports);
        control.MapGet("/kaspi/on-sale", KaspiControl.OnSale);
        control.MapGet("/kaspi/on-sale/{sku}", KaspiControl.One);
        control.MapPost("/kaspi/settings", KaspiControl.SettingsAsync);

        control.MapGet("/kaspi/orders", OrderControl.Orders);
        control.MapPost("/kaspi/orders", OrderControl.PlaceAsync);
        control.MapGet("/kaspi/orders/{code}", OrderControl.One);
        control.MapPost("/kaspi/orders/{code}/{happening}", OrderControl.Happen);
        control.MapPost("/kaspi/advance", OrderControl.AdvanceAsync);

        control.MapGet("/faults", FaultControl.All);
        control.MapDelete("/faults", FaultControl.ClearAllAsync);
        control.MapPost("/{side}/fail-next", FaultControl.ArrangeAsync);
        control.MapPost("/{side}/faults", FaultControl.ArrangeAsync);
        control.MapDelete("/{side}/faults", FaultControl.ClearAsync);
        control.MapDelete("/{side}/faults/{id:int}", FaultControl.RemoveAsync);
    }

    private static async ValueTask<object?> ExplainAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (ControlException e)
        {
            return Results.Problem(new ProblemDetails { Status = e.Status, Detail = e.Message });
        }
    }
}
