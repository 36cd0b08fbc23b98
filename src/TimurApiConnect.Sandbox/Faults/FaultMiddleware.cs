using TimurApiConnect.Sandbox.Faults.Doors;
using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>
/// The one place where a vendor can be made to misbehave: behind its gate (a failed request has used the caller's
/// turn) and in front of its methods.
/// </summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultSide side, Vendor vendor)
{
    public Task InvokeAsync(HttpContext context) =>
        side.Plan.IsEmpty ? next(context) : MisbehaveAsync(context);

    private Task MisbehaveAsync(HttpContext context)
    {
        // Faults of connections are drawn for each connection: then each request has to come with its own.
        if (side.Plan.Has<ConnectionFault>())
        {
            context.Response.Headers.Connection = "close";
        }

        var method = vendor.MethodOf(context.Request.Path);
        var fault = side.Plan.Take<RequestFault>(
            method,
            context.Request.Method,
            f => f.Suits(context)
        );
        if (fault is null)
        {
            return next(context);
        }

        RequestLog.Note(context, $"fault: {fault.Kind}");
        return fault.StrikeAsync(context, next);
    }
}
