using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Storage.Rules;

namespace TimurApiConnect.Gateway.Api;

/// <summary>Turns every exception that reaches the top into a problem with a code. The stack goes to the log, never to the caller.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
            return true;
        }

        var problem = Name(exception);
        if (problem.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            Log.Failed(
                logger,
                exception,
                httpContext.Request.Method,
                httpContext.Request.Path.Value ?? ""
            );
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult Name(Exception exception) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Problems.Of(
                    StatusCodes.Status413PayloadTooLarge,
                    "body-too-large",
                    "The body is too large",
                    "Rules may have 1 MB, other bodies 16 KB. Send less."
                ),
            BadHttpRequestException bad => Problems.Of(
                bad.StatusCode,
                "request-invalid",
                "The request cannot be read",
                bad.Message
            ),
            RulesUnusableException rules => Problems.Of(
                StatusCodes.Status409Conflict,
                "rules-unusable",
                "The rules cannot be used",
                rules.Message
            ),
            DbException => Problems.DatabaseUnavailable(),
            _ => Problems.Of(
                StatusCodes.Status500InternalServerError,
                "internal-error",
                "Something went wrong here",
                "The log has the details under this traceId. If it repeats, report it with the traceId."
            ),
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Error,
            Message = "{Method} {Path} could not be answered."
        )]
        public static partial void Failed(
            ILogger logger,
            Exception error,
            string method,
            string path
        );
    }
}
