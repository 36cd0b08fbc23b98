namespace TimurApiConnect.Sandbox.Faults;

/// <summary>What a vendor does instead of what it should. It knows no request: one object strikes many times.</summary>
internal abstract class Fault
{
    /// <summary>Its name in the control API.</summary>
    public string Kind { get; set; } = "";
}

/// <summary>A fault of one answer. It strikes behind the vendor's gate, so that a failed request has used the caller's turn.</summary>
internal abstract class RequestFault : Fault
{
    /// <summary>Whether the fault can be seen on this request; a request on which it cannot does not use it up.</summary>
    public virtual bool Suits(HttpContext context) => true;

    public abstract Task StrikeAsync(HttpContext context, RequestDelegate next);
}
