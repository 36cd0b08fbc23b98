using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Scalar.AspNetCore;

namespace TimurApiConnect.Gateway.Api;

/// <summary>What all of <c>/api</c> shares: JSON, problems, security headers, the OpenAPI document.</summary>
internal static class ApiModule
{
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ShopDirectory>();
        services.ConfigureHttpJsonOptions(json =>
        {
            // Names are Russian and sentences have quotes: escaped they could not be read. Safe, because an answer is never part of a page:
            // it is sent as JSON with nosniff, under a policy that runs nothing.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)
            );
            json.SerializerOptions.Converters.Add(new UtcConverter());
            // Numbers are numbers; else the OpenAPI document calls each of them "integer or string".
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = problem =>
                problem.ProblemDetails.Extensions["traceId"] =
                    Activity.Current?.Id ?? problem.HttpContext.TraceIdentifier
        );
        services.AddExceptionHandler<ProblemHandler>();
        services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = LongestRequest,
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
                WriteTimeoutResponse = context => TooLong().ExecuteAsync(context),
            }
        );
        services.AddOpenApi(options => options.DescribeApi());
    }

    public static void UseApi(this WebApplication app)
    {
        app.Use(SecurityHeaders.SetAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => Unanswered(context.HttpContext));
        app.UseRequestTimeouts();
        app.Use(SecurityHeaders.RefuseOtherSitesAsync);
    }

    /// <summary>Every route may answer so; it is said once.</summary>
    public static RouteGroupBuilder WithApiProblems(this RouteGroupBuilder group) =>
        group
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    /// <summary>The page loads nothing from anywhere else and sends nothing there.</summary>
    public static void WithoutOutsideHelp(this ScalarOptions docs, HttpContext context)
    {
        docs.WithNonce(SecurityHeaders.AllowScripts(context));
        docs.Title = "Timur API Connect";
        docs.DefaultFonts = false;
        docs.Telemetry = false;
        docs.HideClientButton = true;
        docs.DisableAgent().DisableMcp();
        docs.ShowDeveloperTools = DeveloperToolsVisibility.Never;
    }

    private static ProblemHttpResult TooLong() =>
        Problems.Of(
            StatusCodes.Status504GatewayTimeout,
            "took-too-long",
            "The answer took too long",
            $"After {LongestRequest.TotalSeconds:0} s it was given up. Ask for less at once (size=), or look at GET /health for what is slow."
        );

    // Routing's own refusals have no body.
    private static Task Unanswered(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path);
        ProblemHttpResult problem = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.Of(
                StatusCodes.Status404NotFound,
                "route-not-found",
                "No such route",
                $"There is nothing under {path}. GET /openapi/v1.json lists what there is."
            ),
            StatusCodes.Status405MethodNotAllowed => Problems.Of(
                StatusCodes.Status405MethodNotAllowed,
                "method-not-allowed",
                "This route has no such method",
                $"{path} does not take {method}; it takes {context.Response.Headers.Allow}."
            ),
            StatusCodes.Status415UnsupportedMediaType => Problems.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "not-json",
                "The body is not sent as JSON",
                "Send it with the header Content-Type: application/json."
            ),
            var status => Problems.Of(
                status,
                "request-refused",
                "The request was refused",
                $"{method} {path} was refused with status {status}. GET /openapi/v1.json tells what is wanted."
            ),
        };
        return problem.ExecuteAsync(context);
    }
}
