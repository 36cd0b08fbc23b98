# Builds what has changed and starts everything. Arguments go to the AppHost: ./run.ps1 --Workers:Replicas=1
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$config = if ($env:CONFIGURATION) { $env:CONFIGURATION } else { 'Release' }
$tools = Join-Path $HOME '.timur-api-connect/tools'
$aspire = '13.5.4'
New-Item -ItemType Directory -Force $tools, artifacts | Out-Null

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Write-Error 'The .NET SDK is not installed. Get version 10 from https://dotnet.microsoft.com/download/dotnet/10.0 and run ./run.ps1 again.'
}
dotnet --version | Out-Null
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

$packages = if ($env:NUGET_PACKAGES) { $env:NUGET_PACKAGES } else { Join-Path $HOME '.nuget/packages' }
if (-not (Get-Command redis-server -ErrorAction SilentlyContinue) -and -not (Test-Path (Join-Path $packages 'garnet-server'))) {
    Write-Host 'Fetching the cache server (once) ...'
    dotnet tool restore | Out-Null
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# Some feeds serve Aspire, some do not. Asked once a week; until then the answer is remembered.
$unserved = Join-Path $tools "aspire-$aspire.unserved"
$asked = (Test-Path $unserved) -and ((Get-Item $unserved).LastWriteTime -gt (Get-Date).AddDays(-7))
if (-not (Test-Path (Join-Path $packages "aspire.apphost.sdk/$aspire")) -and -not $asked) {
    dotnet restore TimurApiConnect.AppHost -p:UseAspirePackages=true *> (Join-Path $tools 'aspire-restore.log')
    if ($LASTEXITCODE -eq 0) { Remove-Item -Force -ErrorAction SilentlyContinue $unserved } else { Set-Content $unserved '' }
}

# MSBuild finds out by itself what is up to date.
dotnet build TimurApiConnect.AppHost -c $config -v quiet --nologo
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

# As the launch profile "http" says.
if (-not $env:DOTNET_ENVIRONMENT) { $env:DOTNET_ENVIRONMENT = 'Development' }
if (-not $env:ASPNETCORE_ENVIRONMENT) { $env:ASPNETCORE_ENVIRONMENT = 'Development' }
if (-not $env:ASPNETCORE_URLS) { $env:ASPNETCORE_URLS = 'http://localhost:15180' }
$env:ASPIRE_ALLOW_UNSECURED_TRANSPORT = 'true'
if (-not $env:ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL) { $env:ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL = 'http://localhost:19180' }
if (-not $env:ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL) { $env:ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL = 'http://localhost:20180' }
dotnet "artifacts/bin/TimurApiConnect.AppHost/$($config.ToLowerInvariant())/TimurApiConnect.AppHost.dll" @args
exit $LASTEXITCODE
