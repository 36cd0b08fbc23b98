using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TimurApiConnect.Core;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Gateway.Access;

namespace TimurApiConnect.Gateway.Api;

/// <summary>What the OpenAPI document says beyond what the routes say themselves.</summary>
internal static class ApiDescription
{
    private const string KeyScheme = "key";

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
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<
                    string,
                    IOpenApiSecurityScheme
                >(StringComparer.Ordinal)
                {
                    [KeyScheme] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.Http,
                        Scheme = "bearer",
                        Description = "A key, timur_…; the header X-Api-Key takes it too.",
                    },
                };
                return Task.CompletedTask;
            }
        );
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                // A converter of our own hides from the document that a time is written as text.
                if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
                {
                    schema.Type = JsonSchemaType.String;
                }
                else if (context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
                {
                    schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
                }
                else if (context.JsonTypeInfo.Type == typeof(ProblemDetails))
                {
                    DescribeProblem(schema);
                }

                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(
            (operation, context, _) =>
            {
                DescribeAccess(operation, context);
                foreach (
                    var parameter in (operation.Parameters ?? [])
                        .OfType<OpenApiParameter>()
                        .Where(p => p.In == ParameterLocation.Query)
                )
                {
                    // Names of properties reach the document as they are written in C#.
                    parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name ?? "");
                    if (QueryTypes.TryGetValue(parameter.Name, out var type))
                    {
                        parameter.Schema = type();
                    }
                }

                return Task.CompletedTask;
            }
        );
    }

    private static void DescribeAccess(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequiredScope>().LastOrDefault() is not { } needed)
        {
            return;
        }

        var dealer = metadata.OfType<ShowsDealerPrices>().Any()
            ? " that may see dealer prices"
            : "";
        operation.Description =
            $"{operation.Description} Needs a key with the scope `{QueryReader.Spelled(needed.Scope)}`{dealer}.".TrimStart();
        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [],
            },
        ];
    }

    private static void DescribeProblem(OpenApiSchema schema)
    {
        static OpenApiSchema Text(string description) =>
            new() { Type = JsonSchemaType.String, Description = description };
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        schema.Properties["code"] = Text("What happened; stays the same from version to version.");
        schema.Properties["traceId"] = Text("Under this the log has more.");
        schema.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Every value that cannot be used.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["path"] = Text("Where it stands."),
                    ["message"] = Text("What is wrong and what is wanted."),
                },
            },
        };
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
