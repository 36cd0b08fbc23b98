namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>The right answer, a few bytes at a time: never silent, never done.</summary>
internal sealed class DripFault(int bytes, TimeSpan pause, TimeProvider time) : RequestFault
{
    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        await using var drip = new DripStream(context.Response.Body, bytes, pause, time);
        await Unsent.IntoAsync(context, next, drip);
    }
}

internal sealed class DripStream(Stream inner, int bytes, TimeSpan pause, TimeProvider time)
    : SinkStream
{
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        while (buffer.Length > 0)
        {
            var drop = buffer[..Math.Min(bytes, buffer.Length)];
            buffer = buffer[drop.Length..];
            await inner.WriteAsync(drop, cancellationToken);
            await inner.FlushAsync(cancellationToken);
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
