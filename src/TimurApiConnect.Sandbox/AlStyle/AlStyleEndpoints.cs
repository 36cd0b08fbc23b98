namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>The supplier's catalogue methods, at the path of <c>https://api.al-style.kz/api/</c>.</summary>
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
        api.MapFallback(context =>
            Answer.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "Not Found",
                "Page not found."
            )
        );
    }
}
