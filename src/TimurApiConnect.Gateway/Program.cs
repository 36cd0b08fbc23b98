using TimurApiConnect.Gateway;

await GatewayApp.Build(args).RunAsync();
