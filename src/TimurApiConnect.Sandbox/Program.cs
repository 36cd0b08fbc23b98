using TimurApiConnect.Sandbox;

try
{
    await using var app = SandboxApp.Build(args);
    await app.RunAsync();
    return 0;
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
