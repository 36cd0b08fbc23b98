# Builds everything, checks the format, runs all tests. Arguments go to dotnet test.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$config = if ($env:CONFIGURATION) { $env:CONFIGURATION } else { 'Release' }
$watch = [Diagnostics.Stopwatch]::StartNew()
New-Item -ItemType Directory -Force artifacts | Out-Null

# Profiling short-lived processes for a second compilation costs a quarter of the processor time and pays nothing back.
$env:DOTNET_TieredPGO = '0'
dotnet tool restore | Out-Null
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet build TimurApiConnect.sln -c $config -v quiet --nologo
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
dotnet csharpier check .
if ($LASTEXITCODE -ne 0) { Write-Host 'Some files are not formatted. Run: dotnet csharpier format .'; exit $LASTEXITCODE }

dotnet test --solution TimurApiConnect.sln -c $config --no-build @args | Tee-Object -Variable lines
$status = $LASTEXITCODE
$sums = @{ succeeded = 0; failed = 0; skipped = 0 }
foreach ($line in $lines) {
    if ($line -match '^ +(succeeded|failed|skipped): (\d+)') { $sums[$Matches[1]] += [int]$Matches[2] }
}
Write-Host "$($sums.succeeded) passed, $($sums.failed) failed, $($sums.skipped) skipped"
Write-Host "$([int]$watch.Elapsed.TotalSeconds) s"
if ($sums.succeeded + $sums.failed -eq 0) { Write-Host 'No test ran.'; exit 1 }
exit $status
