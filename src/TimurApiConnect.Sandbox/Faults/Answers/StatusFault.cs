using System.Globalization;

namespace TimurApiConnect.Sandbox.Faults.Answers;

/// <summary>The two forms of Retry-After.</summary>
internal enum RetryAfterForm
{
    /// <summary><c>Retry-After: 7</c></summary>
    Seconds,

    /// <summary><c>Retry-After: Wed, 21 Oct 2026 07:28:00 GMT</c></summary>
    Date,
}

/// <summary>A status with the vendor's usual error body, with or without a hint when to come again.</summary>
internal sealed class StatusFault(
    Vendor vendor,
    int status,
    TimeSpan? retryAfter,
    RetryAfterForm form,
    bool carriedOut,
    TimeProvider time
) : InsteadFault(carriedOut)
{
    protected override Task AnswerAsync(HttpContext context)
    {
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter =
                form == RetryAfterForm.Seconds
                    ? Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)
                    : (time.GetUtcNow() + wait).ToString("R", CultureInfo.InvariantCulture);
        }

        // These have no body by definition, and the server insists on it.
        if (
            status
            is StatusCodes.Status204NoContent
                or StatusCodes.Status205ResetContent
                or StatusCodes.Status304NotModified
        )
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        return vendor.ErrorAsync(context, status);
    }
}
