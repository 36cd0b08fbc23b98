using TimurApiConnect.SyncWorker;

await SyncWorkerApp.Build(args).RunAsync();
