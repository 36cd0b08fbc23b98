using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TimurApiConnect.Gateway.Api;

/// <summary>A value that cannot be used: where it stands, what is wrong and what to write instead.</summary>
/// <param name="Path">The query parameter's name, or the place in the body (<c>$.kind</c>).</param>
/// <param name="Message">What is wrong, quoting the value, and what is wanted.</param>
/// <param name="Code">What is wrong, for programs, where it can be more than one thing.</param>
internal sealed record FieldError(
    string Path,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null
);

/// <summary>Refusals, each with a code that stays the same and the next move in its detail.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(
        int status,
        string code,
        string title,
        string detail,
        IEnumerable<FieldError>? errors = null
    )
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = code,
        };
        if (errors is not null)
        {
            extensions["errors"] = errors.ToArray();
        }

        return TypedResults.Problem(
            detail,
            statusCode: status,
            title: title,
            extensions: extensions
        );
    }

    public static ProblemHttpResult NoSuchShop(string shop, IEnumerable<Shop> shops) =>
        Of(
            StatusCodes.Status404NotFound,
            "shop-not-found",
            "No such shop",
            $"There is no shop \"{shop}\"; there are: {string.Join(", ", shops.Select(s => s.Key))}."
        );

    public static ProblemHttpResult BadQuery(IReadOnlyCollection<FieldError> errors) =>
        Of(
            StatusCodes.Status400BadRequest,
            "query-invalid",
            "The query cannot be used",
            "Correct what is listed under errors and ask again.",
            errors
        );

    public static ProblemHttpResult BadBody(IReadOnlyCollection<FieldError> errors) =>
        Of(
            StatusCodes.Status400BadRequest,
            "body-invalid",
            "The body cannot be used",
            "Correct what is listed under errors and send it again.",
            errors
        );

    public static ProblemHttpResult DatabaseUnavailable() =>
        Of(
            StatusCodes.Status503ServiceUnavailable,
            "database-unavailable",
            "The database does not answer",
            "Price lists are served from memory meanwhile. Look at GET /health for what is wrong, and ask again in a minute."
        );
}
