using TimurApiConnect.AppHost;
using TimurApiConnect.AppHost.Restarts;

Failures.Explain();
var builder = DistributedApplication.CreateBuilder(Containers.Arguments(args));
builder.RefuseForeignBuild();
builder.AddDeployment();
builder.LockData();
builder.BeginTracesAtServices();
var shops = ShopSettings.Read(builder);
var vendors = Vendors.Read(builder);

// Waited for until it runs, not until it answers: without it the services are degraded and notice when it comes.
var cache = builder.AddCache(ResourceNames.Cache);
var database = builder.AddDatabase(ResourceNames.Database);
var services = builder.AddVendors(vendors);

var gateway = builder
    .AddProject<Projects.TimurApiConnect_Gateway>(ResourceNames.Gateway)
    .WithPort("http", "Gateway:Port", 5180)
    .WithReference(cache)
    .WithReference(database)
    .WithShops(shops)
    .WithSections("Schedule", "StockAge", "Orders", "Guard", "SupplierOrders")
    .WithSections("Diagnostics", "LogFile")
    .WithFolders()
    .WithAccess(isDemonstration: vendors.AreSimulated)
    .WithHealth()
    .WithTelemetryLimit()
    .WithPublishedReplicas()
    .WithExternalHttpEndpoints()
    .WithIconName("DoorArrowRight")
    .WithGatewayLinks(shops)
    .WithGatewayCommands(shops)
    .WithAutomaticRestart()
    .WaitForStart(cache);

var worker = builder
    .AddProject<Projects.TimurApiConnect_SyncWorker>(ResourceNames.SyncWorker)
    .WithReference(cache)
    .WithReference(database)
    .WithShops(shops)
    .WithKaspiTokens(shops)
    .WithSections("Schedule", "Publish", "StockAge", "Orders", "Guard", "SupplierOrders")
    .WithSections("AlStyle", "Kaspi", "Outbound", "Tokens", "Doctor", "LogFile", "Cluster")
    .WithFolders()
    .WithVendors(vendors, services)
    .WithHealth()
    .WithTelemetryLimit()
    .WithReplicas(builder.Configuration.GetValue("Workers:Replicas", 1))
    .WithPort("http", "SyncWorker:Port", 5185)
    .WithIconName("ArrowSyncCircle")
    .WithoutLinks()
    .WithAutomaticRestart()
    .WaitForStart(cache);

if (vendors.AreSimulated)
{
    builder.AddSandbox(vendors, services, gateway, worker);
}

builder.Build().Run();
