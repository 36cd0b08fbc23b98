using TimurApiConnect.Core;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Is a token set, and can the address be right at all?</summary>
internal sealed class SettingsStep : IDoctorStep
{
    public string Name => "settings";

    public Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var (vendor, account) = (examination.Vendor, examination.Account);
        if (vendor.TokenOf(account) is not { } token)
        {
            return Task.FromResult(
                Finding.Failed(
                    "not-configured",
                    $"No token is set for {account}.",
                    $"Set {vendor.TokenSetting(account)}."
                )
            );
        }

        if (vendor.WrongAddress is { } wrong)
        {
            return Task.FromResult(
                Finding.Failed(
                    "wrong-base-url",
                    $"BaseUrl is {examination.Address}. {wrong}",
                    $"Set BaseUrl in section {vendor.Section} to {vendor.Address}."
                )
            );
        }

        var proxy = examination.Proxy is { } found
            ? $"outbound proxy {OutboundOptions.Shown(found)}"
            : "no outbound proxy";
        return Task.FromResult(
            Finding.Passed(
                $"Address {examination.Address}; a token of {token.Length} characters; User-Agent {ProductInfo.UserAgent}; {proxy}."
            )
        );
    }
}
