using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>Free ports, and who has those that are not free.</summary>
internal static class Ports
{
    private static readonly HashSet<int> Given = [];

    public static int Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port: 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;

            // The system may name the same port again before its first owner has come to listen on it.
            lock (Given)
            {
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    public static bool IsTaken(int port) =>
        !CanListen(IPAddress.Loopback, port)
        || (Socket.OSSupportsIPv6 && !CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>The process that listens on the port, where the system tells it cheaply.</summary>
    public static string? Owner(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var inodes = Inodes("/proc/net/tcp", port)
                .Concat(Inodes("/proc/net/tcp6", port))
                .ToHashSet(StringComparer.Ordinal);
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(IsProcess))
            {
                if (Sockets(process).Any(inodes.Contains))
                {
                    var command = File.ReadAllText(Path.Combine(process, "cmdline"))
                        .Replace('\0', ' ')
                        .Trim();
                    return $"process {Path.GetFileName(process)} ({command})";
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's process: the message does without its name.
        }

        return null;
    }

    private static bool CanListen(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As Kestrel and Redis do: without it a port in TIME_WAIT counts as taken for a minute after a stop.
            if (!OperatingSystem.IsWindows())
            {
                socket.SetSocketOption(
                    SocketOptionLevel.Socket,
                    SocketOptionName.ReuseAddress,
                    optionValue: true
                );
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }

    private static IEnumerable<string> Inodes(string table, int port) =>
        !File.Exists(table)
            ? []
            : File.ReadLines(table)
                .Skip(1)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(f =>
                    f.Length > 9
                    && f[3] == "0A" // LISTEN
                    && f[1]
                        .EndsWith(
                            port.ToString("X4", CultureInfo.InvariantCulture),
                            StringComparison.Ordinal
                        )
                )
                .Select(f => $"socket:[{f[9]}]");

    private static bool IsProcess(string folder) =>
        int.TryParse(
            Path.GetFileName(folder),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out _
        );

    private static IEnumerable<string> Sockets(string process)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(Path.Combine(process, "fd"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var file in files)
        {
            string? target;
            try
            {
                target = new FileInfo(file).LinkTarget;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (target is not null)
            {
                yield return target;
            }
        }
    }
}
