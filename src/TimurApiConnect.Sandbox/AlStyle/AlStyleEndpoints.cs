using TimurApiConnect.Sandbox.AlStyle.Ordering;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>The supplier's methods, at the paths of <c>https://api.al-style.kz/api/</c> and <c>…/cart-api/</c>.</summary>
internal static class AlStyleEndpoints
{
    private static readonly string[] Verbs = ["GET", "POST"];

    public static void MapAlStyle(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapMethods("/date", Verbs, ReferenceMethods.DateAsync);
        api.MapMethods("/categories", Verbs, ReferenceMethods.CategoriesAsync);
        api.MapMethods("/brands", Verbs, ReferenceMethods.BrandsAsync);
        api.MapMethods("/elements", Verbs, ElementMethods.ElementsAsync);
        api.MapMethods("/elements-pagination", Verbs, ElementMethods.PaginationAsync);
        api.MapMethods("/element-info", Verbs, ElementMethods.InfoAsync);
        api.MapMethods("/quantity", Verbs, QuantityMethods.QuantityAsync);
        api.MapMethods("/quantity-price", Verbs, QuantityMethods.QuantityPriceAsync);
        api.MapMethods("/user-data", Verbs, UserDataMethod.UserDataAsync);
        api.MapMethods("/orders", Verbs, SupplierOrderMethods.OrdersAsync);
        api.MapMethods("/order", Verbs, SupplierOrderMethods.OrderAsync);
        api.MapFallback(NotFoundAsync);

        // GET has effects here too, as at the supplier.
        var cart = app.MapGroup("/cart-api");
        cart.MapMethods("/add", Verbs, CartMethods.AddAsync);
        cart.MapMethods("/remove", Verbs, CartMethods.RemoveAsync);
        cart.MapMethods("/get", Verbs, CartMethods.GetAsync);
        cart.MapMethods("/clear", Verbs, CartMethods.ClearAsync);
        cart.MapMethods("/submit", ["POST"], SubmitMethod.SubmitAsync);
        cart.MapMethods("/cancel", Verbs, CartMethods.CancelAsync);
        cart.MapFallback(NotFoundAsync);
    }

    private static Task NotFoundAsync(HttpContext context) =>
        Answer.ErrorAsync(context, StatusCodes.Status404NotFound, "Not Found", "Page not found.");
}
