using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.SyncWorker.Cluster;

/// <summary>The engine that gives everything one owner: alone in one process with SQLite, over all workers with PostgreSQL.</summary>
internal static class ClusterModule
{
    private const string Section = "Cluster";

    /// <summary>Adds it; owners are what <see cref="IOwnedWork"/> there is.</summary>
    public static void AddCluster(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ClusterSettings>().BindConfiguration(Section);
        services.AddSingleton<IValidateOptions<ClusterSettings>, ClusterSettingsRules>();
        services.AddSingleton<WorkerName>();
        services.AddSingleton<ByAccountDirector>();
        services.AddSingleton<IFatalErrorHandler, StopOnFatalError>();
        var settings =
            builder.Configuration.GetSection(Section).Get<ClusterSettings>()
            ?? new ClusterSettings();
        var database = builder.Configuration.GetConnectionString("database") ?? "";
        var shared = Database.IsPostgresql(database);
        var address = shared ? AddressOf(settings, database) : IPAddress.Loopback;
        var port = shared && settings.Port > 0 ? settings.Port : FreePort(address);
        builder.UseOrleans(silo =>
        {
            silo.Configure<EndpointOptions>(endpoint =>
            {
                (endpoint.AdvertisedIPAddress, endpoint.SiloPort) = (address, port);
                // Only workers are in the cluster; the gateway asks through the database.
                endpoint.GatewayPort = 0;
            });
            silo.Configure<ClusterOptions>(cluster =>
                (cluster.ClusterId, cluster.ServiceId) = ("timur", "timur")
            );
            if (shared)
            {
                silo.Services.AddSingleton<IMembershipTable, DatabaseMembership>();
                silo.Configure<ClusterMembershipOptions>(membership =>
                    Probe(membership, settings.ProbeEvery)
                );
                // Orleans would wait 30 s before a dead worker's owners may live elsewhere, lest they live twice: our fencing numbers see to that.
                silo.Configure<GrainDirectoryOptions>(directory =>
                    directory.RangeLeaseDuration = TimeSpan.Zero
                );
            }
            else
            {
                silo.UseDevelopmentClustering(new IPEndPoint(address, port));
            }

            silo.Services.AddOptions<SiloOptions>()
                .Configure<WorkerName>((options, worker) => options.SiloName = worker.Name);
            silo.Services.AddPlacementDirector<ByAccountPlacement, ByAccountDirector>();
        });
    }

    private static void Probe(ClusterMembershipOptions membership, TimeSpan every)
    {
        membership.ProbeTimeout = every;
        membership.MinProbeTimeout = every;
        membership.MaxProbeTimeout = every;
        membership.NumMissedProbesLimit = 3;
        // Two workers must be enough to find that one of them is dead.
        membership.NumVotesForDeathDeclaration = 1;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        // Whoever joins must reach all that seem to live: what a killed worker has left must soon be seen as old.
        membership.IAmAliveTablePublishTimeout = 2 * every;
        membership.NumMissedTableIAmAliveLimit = 2;
        membership.DefunctSiloExpiration = TimeSpan.FromMinutes(10);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(1);
    }

    private static IPAddress AddressOf(ClusterSettings settings, string database)
    {
        if (settings.Address.Length > 0)
        {
            return IPAddress.TryParse(settings.Address, out var given) ? given : IPAddress.Loopback;
        }

        // A connectionless socket sends nothing: the system only says from which address it would.
        var host = new NpgsqlConnectionStringBuilder(database).Host?.Split(',', ':')[0] ?? "";
        if (host.Length == 0 || host.StartsWith('/'))
        {
            return IPAddress.Loopback;
        }

        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(host, 5432);
            return ((IPEndPoint)socket.LocalEndPoint!).Address is var own && own.IsIPv4MappedToIPv6
                ? own.MapToIPv4()
                : ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            // The name is not known yet: the database is away too, and is waited for elsewhere.
            return IPAddress.Loopback;
        }
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
