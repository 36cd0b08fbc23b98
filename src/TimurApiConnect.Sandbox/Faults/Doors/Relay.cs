using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace TimurApiConnect.Sandbox.Faults.Doors;

/// <summary>
/// Carries bytes both ways between a client and the vendor behind the door. How a side ends is passed on as it is: a
/// close as a close, a reset as a reset.
/// </summary>
internal static class Relay
{
    private const int BufferSize = 32 * 1024;

    public static async Task RunAsync(Socket client, IPEndPoint vendorAt, CancellationToken stop)
    {
        using var vendor = new Socket(vendorAt.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        await vendor.ConnectAsync(vendorAt, stop);
        await Task.WhenAll(CarryAsync(client, vendor, stop), CarryAsync(vendor, client, stop));
    }

    private static async Task CarryAsync(Socket from, Socket to, CancellationToken stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (
                int count;
                (count = await from.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, stop)) > 0;

            )
            {
                for (var sent = 0; sent < count; )
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e)
            when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            from.Close(0);
            to.Close(0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
