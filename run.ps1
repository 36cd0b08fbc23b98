# Builds what has changed and starts everything. Arguments go to the AppHost: ./run.ps1 --Workers:Replicas=1
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Write-Error 'The .NET SDK is not installed. Get version 10 from https://dotnet.microsoft.com/download/dotnet/10.0 and run ./run.ps1 again.'
}
dotnet --version | Out-Null
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$config = if ($env:CONFIGURATION) { $env:CONFIGURATION } else { 'Release' }
dotnet run -c $config --project TimurApiConnect.AppHost -- @args
exit $LASTEXITCODE
