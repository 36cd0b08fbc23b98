namespace TimurApiConnect.Sandbox.Faults.Answers;

/// <summary>
/// Something else than the vendor's answer. Carried out or not: the caller cannot tell whether the vendor did what it
/// was asked to do, which is the whole difficulty of commands.
/// </summary>
internal abstract class InsteadFault(bool carriedOut) : RequestFault
{
    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        if (carriedOut)
        {
            await using (await Unsent.RunAsync(context, next)) { }
            context.Response.Clear();
        }

        await AnswerAsync(context);
    }

    protected abstract Task AnswerAsync(HttpContext context);
}

/// <summary>Holds the request and says nothing.</summary>
internal sealed class HangFault(TimeSpan holdFor, bool carriedOut, TimeProvider time)
    : InsteadFault(carriedOut)
{
    protected override Task AnswerAsync(HttpContext context) =>
        Silence.HoldAsync(context, holdFor, time);
}

/// <summary>Resets the connection before the first byte of an answer.</summary>
internal sealed class ResetFault(bool carriedOut) : InsteadFault(carriedOut)
{
    protected override Task AnswerAsync(HttpContext context)
    {
        Wire.Reset(context);
        return Task.CompletedTask;
    }
}

/// <summary>A page for people where a program asked.</summary>
internal sealed class HtmlFault(int status, bool carriedOut) : InsteadFault(carriedOut)
{
    protected override Task AnswerAsync(HttpContext context) =>
        HtmlPage.SendAsync(context, status, "Технические работы");
}

/// <summary>Too many requests, in the vendor's own way.</summary>
internal sealed class LimitFault(Vendor vendor, TimeSpan interval) : InsteadFault(carriedOut: false)
{
    protected override Task AnswerAsync(HttpContext context) =>
        vendor.LimitAsync(context, interval);
}

/// <summary>A good token is refused, with the body that a bad one gets.</summary>
internal sealed class BadTokenFault(Vendor vendor, int status) : InsteadFault(carriedOut: false)
{
    protected override Task AnswerAsync(HttpContext context) =>
        vendor.BadTokenAsync(context, status);
}
