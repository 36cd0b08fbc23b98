using System.Net;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>
/// Is our request answered, with our headers and our token? When it is not, the same request in other names tells whether names matter:
/// a firewall that holds names in silence lets others through.
/// </summary>
internal sealed class HttpStep : IDoctorStep
{
    // A tool, whose name firewalls are known to hold, and a name that none can have on a list.
    private static readonly string[] OtherNames = ["curl/8.0", "connection-check/1.0"];

    public string Name => "http";

    public async Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var look = examination.Look = await examination.AskAsync(null, stopping);
        stopping.ThrowIfCancellationRequested();
        return look switch
        {
            { Answer: { } answer } => Answered(examination, answer, look.Failure),
            { Failure.Kind: FailureKind.ConnectedButSilent } => await SilentAsync(
                examination,
                stopping
            ),
            { Failure: { Kind: FailureKind.NotAsked } failure } => Finding.Failed(
                "busy",
                $"{failure.Detail} The request limit is in use, perhaps by a call that hangs.",
                "Wait for the run at work or stop it (POST /api/runs/{id}/cancel), then ask again."
            ),
            { Failure: { } failure } => Finding.Failed(
                failure.Code,
                failure.Detail,
                failure.NextMove
            ),
            _ => throw new InvalidOperationException("Neither an answer nor a failure came."),
        };
    }

    private static Finding Answered(Examination examination, VendorAnswer answer, Failure? failure)
    {
        var (vendor, status) = (examination.Vendor, (int)answer.Status);
        var what =
            $"Status {status}{(answer.ContentType.Length > 0 ? $", {answer.ContentType}" : "")}";
        if (status >= 500)
        {
            return Finding.Failed(
                FailureKind.ServerError.Code(),
                $"{vendor.Name} is reached and says that it is out of order: {failure?.Detail}",
                $"Wait: this is {vendor.Name}'s own fault. The product tries again by itself."
            );
        }

        var elsewhere =
            answer.Location is not null && status is >= 300 and < 400
            || answer.Status == HttpStatusCode.NotFound
            || answer.IsPage && answer.Status == HttpStatusCode.OK;
        if (elsewhere && examination.Address == vendor.Address)
        {
            // The address is the right one, so it is the vendor that is not as it should be.
            return Finding.Failed(
                failure?.Code ?? FailureKind.Unreadable.Code(),
                $"{what}. The address is {vendor.Name}'s own, but not what it gives there: {failure?.Detail}",
                $"Look whether {vendor.Name} announces maintenance or a change; the product tries again by itself."
            );
        }

        return elsewhere
            ? Finding.Failed(
                "wrong-base-url",
                answer.Location is { } location
                    ? $"{what}: {examination.Address} points to {location}."
                    : $"{what}: there is no {vendor.Name} at {examination.Address}.",
                $"Set BaseUrl in section {vendor.Section} to {vendor.Address}, or leave it out."
            )
            : Finding.Passed($"{what}: our request is answered.");
    }

    private static async Task<Finding> SilentAsync(
        Examination examination,
        CancellationToken stopping
    )
    {
        var (vendor, limit) = (examination.Vendor, examination.Options.StepLimit.TotalSeconds);
        var ours =
            $"The connection stands{(examination.Address.Scheme == Uri.UriSchemeHttps ? ", encryption too" : "")}, but our request gets not one byte within {limit:0.#} s";
        foreach (var name in OtherNames)
        {
            var other = await examination.AskAsync(name, stopping);
            stopping.ThrowIfCancellationRequested();
            if (other.Answer is not { } answer)
            {
                continue;
            }

            // The vendor may only have been slow: our own name gets a second chance before it is called blocked.
            var again = await examination.AskAsync(null, stopping);
            stopping.ThrowIfCancellationRequested();
            if (again.Answer is { } ourAnswer)
            {
                examination.Look = again;
                var finding = Answered(examination, ourAnswer, again.Failure);
                return finding with
                {
                    Evidence = $"{ours} at first. At the next try: {finding.Evidence}",
                };
            }

            return Finding.Failed(
                "user-agent-blocked",
                $"{ours}, twice; the same request as {name} is answered with status {(int)answer.Status}. A firewall before {vendor.Name} holds our User-Agent.",
                $"Tell {vendor.Name}'s support that the User-Agent TimurApiConnect is blocked in silence."
            );
        }

        return Finding.Failed(
            "firewall-silence",
            $"{ours}; the same request as {string.Join(" and as ", OtherNames)} neither. The User-Agent makes no difference: a firewall before {vendor.Name} holds what comes from this machine's address, or {vendor.Name} itself hangs.",
            $"Ask from another network: another machine, or a proxy in Kazakhstan as Outbound:Proxy. If that is answered, this machine's address is blocked; if not, {vendor.Name} hangs, and waiting helps."
        );
    }
}
