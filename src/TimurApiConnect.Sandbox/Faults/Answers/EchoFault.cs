using Microsoft.AspNetCore.Http.Extensions;

namespace TimurApiConnect.Sandbox.Faults.Answers;

/// <summary>
/// A refusal that repeats what was asked, as debugging servers do: the token comes back in the address, in a header, or both.
/// </summary>
internal sealed class EchoFault(int status) : InsteadFault(carriedOut: false)
{
    protected override Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var headers = string.Join(' ', request.Headers.Select(h => $"{h.Key}: {h.Value}"));
        var said = $"{request.Method} {request.GetEncodedPathAndQuery()} {headers}";
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new
            {
                success = false,
                message = said,
                errors = new[] { new { title = said } },
            },
            context.RequestAborted
        );
    }
}
