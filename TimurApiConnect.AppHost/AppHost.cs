using TimurApiConnect.AppHost;

var builder = DistributedApplication.CreateBuilder(Containers.Arguments(args));
builder.AddDeployment();
var shops = ShopSettings.Read(builder);
var vendors = Vendors.Read(builder);

var cache = builder.AddCache(ResourceNames.Cache);
var database = builder.AddDatabase(ResourceNames.Database);

var gateway = builder
    .AddProject<Projects.TimurApiConnect_Gateway>(ResourceNames.Gateway)
    .WithReference(cache)
    .WithReference(database)
    .WithShops(shops)
    .WithSections(
        "Schedule",
        "StockAge",
        "Orders",
        "Guard",
        "SupplierOrders",
        "Diagnostics",
        "LogFile"
    )
    .WithFolders()
    .WithAccess(isDemonstration: vendors.AreSimulated)
    .WithHealth()
    .WithPublishedReplicas()
    .WithExternalHttpEndpoints()
    .WithGatewayCommands()
    .WaitFor(cache);

var worker = builder
    .AddProject<Projects.TimurApiConnect_SyncWorker>(ResourceNames.SyncWorker)
    .WithReference(cache)
    .WithReference(database)
    .WithShops(shops)
    .WithKaspiTokens(shops)
    .WithSections(
        "Schedule",
        "Publish",
        "StockAge",
        "Orders",
        "Guard",
        "SupplierOrders",
        "AlStyle",
        "Kaspi",
        "Outbound",
        "Tokens",
        "Doctor",
        "LogFile"
    )
    .WithFolders()
    .WithHealth()
    .WithReplicas(builder.Configuration.GetValue("Workers:Replicas", 1))
    .WaitFor(cache);

if (vendors.AreSimulated)
{
    var sandbox = builder
        .AddProject<Projects.TimurApiConnect_Sandbox>(ResourceNames.Sandbox)
        .WithSimulatedVendors(gateway.GetEndpoint("http"))
        .WithHttpHealthCheck("/health")
        .WithFaultCommands();
    worker.WithVendors(sandbox.GetEndpoint("http")).WaitFor(sandbox);
}
else
{
    worker.WithVendors(vendors);
}

builder.Build().Run();
