using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.ServiceDefaults;

namespace TimurApiConnect.Gateway.Api;

/// <summary>What the OpenAPI document says beyond what the routes say themselves.</summary>
internal static class ApiDescription
{
    // Query values are read as text (see QueryReader); this is what they mean.
    private static readonly Dictionary<string, Func<OpenApiSchema>> QueryTypes = new(
        StringComparer.Ordinal
    )
    {
        ["size"] = Whole,
        ["page"] = Whole,
        ["before"] = Whole,
        ["priceFrom"] = Whole,
        ["priceTo"] = Whole,
        ["state"] = OneOf<OfferState>,
        ["reason"] = OneOf<Reason>,
    };

    public static void DescribeApi(this OpenApiOptions options)
    {
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "Timur API Connect";
                document.Info.Version = ProductInfo.Version;
                document.Info.Description =
                    "Keeps Kaspi.kz shops in step with the supplier Al-Style. Every refusal is a problem with a stable `code`, a `traceId` and the next move; wrong values are all listed under `errors`.";
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, _, _) =>
            {
                foreach (
                    var parameter in (operation.Parameters ?? [])
                        .OfType<OpenApiParameter>()
                        .Where(p => p.In == ParameterLocation.Query)
                )
                {
                    if (QueryTypes.TryGetValue(parameter.Name ?? "", out var type))
                    {
                        parameter.Schema = type();
                    }
                }

                return Task.CompletedTask;
            }
        );
    }

    private static OpenApiSchema Whole() =>
        new() { Type = JsonSchemaType.Integer, Format = "int64" };

    private static OpenApiSchema OneOf<T>()
        where T : struct, Enum =>
        new()
        {
            Type = JsonSchemaType.String,
            Enum =
            [
                .. Enum.GetValues<T>()
                    .Select(v => (JsonNode)JsonValue.Create(QueryReader.Spelled(v))),
            ],
        };
}
