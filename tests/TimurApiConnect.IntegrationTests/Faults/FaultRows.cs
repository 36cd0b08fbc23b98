using static TimurApiConnect.IntegrationTests.Faults.FaultRow;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>The rows of the matrix: every fault that the sandbox knows, in the forms that matter.</summary>
internal static class FaultRows
{
    internal const string Leaves =
        "Tries a read again within its budget. After several failures in a row the vendor is left alone for a while, then one call tries.";

    internal const string Refuses =
        "Takes nothing of the answer; the last good data and the published list stand.";

    private const string Token =
        "Does not show the token again until a check finds it good or it is replaced; the status says so once.";

    public static IReadOnlyList<FaultRow> All { get; } =
    [
        .. Connections(),
        .. Answers(),
        .. Statuses(),
        .. BodyRows.All,
        .. BodyRows.Catalogues,
        .. Pulls(),
    ];

    private static IEnumerable<FaultRow> Connections() =>
        [
            Door("refuse", "Nobody listens at the vendor's port.", "could-not-connect"),
            Door(
                "unreachable",
                "Packets are dropped: no connection is ever established.",
                "could-not-connect"
            ),
            Door(
                "hangBeforeConnect",
                "The connection stands, but nobody reads the request or answers.",
                "connected-but-silent",
                "firewall-silence"
            ),
            Door("closeAtOnce", "The connection is closed as soon as it stands.", "broken-off"),
            Door(
                "resetAtOnce",
                "The connection is reset as soon as it stands.",
                "broken-off|could-not-connect"
            ),
        ];

    private static FaultRow Door(string kind, string happens, string code, string? doctor = null) =>
        new FaultRow(kind, kind)
        {
            IsAtDoor = true,
            OpensBreaker = true,
            Happens = happens,
            Does = Leaves,
        }.Everywhere(code, doctor);

    private static IEnumerable<FaultRow> Answers() =>
        [
            new FaultRow("latency", "latency")
            {
                Values = { ["delay"] = "00:00:00.150" },
                Happens = "Right answers come late, within the limits.",
                Does = "Waits.",
            }.Everywhere(Ok),
            new FaultRow("hang", "hang")
            {
                OpensBreaker = true,
                Happens = "The vendor takes the request and sends not a byte.",
                Does = $"A silent socket is tried at most twice. {Leaves}",
            }.Everywhere("connected-but-silent", "firewall-silence"),
            new("hang, once", "hang")
            {
                Count = 1,
                FastMethod = "quantity-price",
                FastRun = Ok,
                FullRun = Ok,
                Happens = "One request gets no answer, the next does.",
                Does = "The second try cures it within the run.",
            },
            new FaultRow("reset, at the start", "reset")
            {
                Values = { ["at"] = "start" },
                OpensBreaker = true,
                Happens = "The connection is reset before the first byte of the answer.",
                Does = Leaves,
            }.Everywhere("broken-off"),
            new FaultRow("reset, in the middle", "reset")
            {
                Values = { ["at"] = "middle" },
                OpensBreaker = true,
                Happens = "The connection is reset in the middle of the answer.",
                Does = $"{Refuses} {Leaves}",
            }.Everywhere("broken-off"),
            new("reset, once", "reset")
            {
                Values = { ["at"] = "middle" },
                Count = 1,
                FastMethod = "quantity-price",
                FastRun = Ok,
                FullRun = Ok,
                Happens = "One answer breaks off, the next is whole.",
                Does =
                    "The second try cures it within the run; nothing of the broken answer is kept.",
            },
            new FaultRow("cut", "cut")
            {
                OpensBreaker = true,
                Happens = "The connection is closed in the middle of the answer.",
                Does = $"{Refuses} {Leaves}",
            }.Everywhere("broken-off"),
        ];

    private static IEnumerable<FaultRow> Statuses() =>
        [
            new FaultRow("badToken 401", "badToken")
            {
                Values = { ["status"] = 401 },
                Happens = "The vendor refuses a good token with status 401.",
                Does = Token,
            }.Everywhere("token-refused"),
            new FaultRow("badToken 403", "badToken")
            {
                Values = { ["status"] = 403 },
                Happens = "The vendor refuses a good token with status 403, as Al-Style does.",
                Does = Token,
            }.Everywhere("token-refused"),
            new FaultRow("limit 403", "limit")
            {
                Values = { ["interval"] = "00:00:00.200" },
                Happens =
                    "Al-Style's 403 that means too many requests; Kaspi's guard answers with a page.",
                Does =
                    "Al-Style: keeps the pause that it asks for and tries again. Kaspi: a firewall's page is not taken for a word about the token.",
            }.Everywhere("over-the-limit") with
            {
                TokenCheck = new("over-the-limit", "request-refused"),
                Doctor = new("over-the-limit", "request-refused"),
            },
            new FaultRow("echo", "echo")
            {
                Values = { ["status"] = 400 },
                Happens = "The vendor refuses and repeats the whole request, token included.",
                Does =
                    "Quotes the vendor's words with the token masked; the same request is not sent again.",
            }.Everywhere("request-refused") with
            {
                Doctor = new("request-refused", "missing-filter"),
            },
            Status(
                "status 429",
                429,
                "over-the-limit",
                "Too many requests, without a hint when to come again."
            ),
            Status(
                "status 429, Retry-After in seconds",
                429,
                "over-the-limit",
                "Too many requests; come again in a second.",
                "seconds"
            ),
            Status(
                "status 429, Retry-After as a date",
                429,
                "over-the-limit",
                "Too many requests; come again at a date.",
                "date"
            ),
            Status("status 500", 500, "server-error", "The vendor's own fault."),
            Status(
                "status 502",
                502,
                "server-error",
                "A gateway before the vendor has nobody behind it."
            ),
            Status("status 503", 503, "server-error", "The vendor is out of order."),
            new("status 503, twice", "status")
            {
                Values = { ["status"] = 503 },
                Count = 2,
                FastMethod = "quantity-price",
                FastRun = Ok,
                FullRun = Ok,
                Happens = "Two requests fail, the third is answered.",
                Does = "The third try cures it within the run.",
            },
        ];

    private static FaultRow Status(
        string name,
        int status,
        string code,
        string happens,
        string? form = null
    )
    {
        var row = new FaultRow(name, "status")
        {
            Values = { ["status"] = status },
            OpensBreaker = status >= 500,
            Happens = happens,
            Does =
                status >= 500 ? Leaves
                : form is null
                    ? "Waits a drawn pause and tries again; when that does not help, at the next tick."
                : "Keeps the pause that the vendor asks for, in all workers.",
        };
        if (form is not null)
        {
            row.Values["retryAfter"] = "00:00:01";
            row.Values["retryAfterAs"] = form;
        }

        row = row.Everywhere(code);
        // A run whose turn does not come while the pause lasts has not asked at all.
        return form is null ? row : row with { FastRun = $"{code}|not-asked" };
    }

    private static IEnumerable<FaultRow> Pulls() =>
        [
            new("slowPull", "slowPull")
            {
                Values = { ["bytes"] = 1024, ["pause"] = "00:00:00.050" },
                Pull = "applied",
                Happens = "Kaspi reads the list a few bytes at a time.",
                Does = "Serves it from memory; runs publish and others pull meanwhile.",
            },
            new("breakOff", "breakOff")
            {
                Values = { ["after"] = 1024 },
                Pull = "kept",
                Happens = "Kaspi breaks off the download.",
                Does = "The next pull gets the whole list.",
            },
            new("garbageETag", "garbageETag")
            {
                Pull = "applied",
                Happens = "Kaspi asks with a validator that is none.",
                Does = "Sends the whole list.",
            },
            new("manyPulls", "manyPulls")
            {
                Values = { ["pulls"] = 40 },
                Pull = "applied|notModified",
                Happens = "Kaspi pulls forty times at once.",
                Does = "Answers all of them.",
            },
        ];
}
