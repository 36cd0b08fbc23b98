using System.Net;
using TimurApiConnect.Gateway.Documents;
using TimurApiConnect.Sandbox.Kaspi.Orders;
using Xunit;
using static TimurApiConnect.IntegrationTests.Orders.AttackedGateway;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Waybills that end, fill or hold up whoever reads them. They cost only themselves.</summary>
public sealed class HostileWaybillTests(AttackedGateway gateway) : IClassFixture<AttackedGateway>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("References", "it ends whoever reads it (exit code 134, Stack overflow)")]
    [InlineData("Bomb", "it unpacks to more than 64 MB")]
    [InlineData("HugeBomb", "it unpacks to more than 64 MB")]
    [InlineData("Kids", "it has 200000 pages, more than 500")]
    [InlineData("Nested", "page 1 of it is empty or cannot be read")]
    [InlineData("Cycle", "it has no pages")]
    [InlineData("Previous", "it is no PDF that can be read")]
    [InlineData("Repeated", "it needs more memory than any waybill does")]
    [InlineData("Encrypted", "it is encrypted")]
    public async Task It_is_named_the_others_are_printed_and_the_feed_goes_on(
        string shape,
        string why
    )
    {
        var bad = CodeOf(Enum.Parse<WaybillShape>(shape));
        string[] codes = [GoodCode(0), bad, GoodCode(1)];

        using var refused = await gateway.WhilePullingAsync(() => gateway.PrintAsync(codes));
        using var printed = await gateway.WhilePullingAsync(() =>
            gateway.PrintAsync(codes, skipMissing: true)
        );
        using var alone = await gateway.GetAsync($"/api/orders/{bad}/waybill");

        var problem = await gateway.ProblemAsync(refused, 409, "waybills-missing");
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal("$.codes[1]", error.GetProperty("path").GetString());
        Assert.Equal("waybill-unreadable", error.GetProperty("code").GetString());
        var message = error.GetProperty("message").GetString();
        Assert.Contains($"order {bad} ", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.Equal(
            [$"KASPI {GoodCode(0)}", $"KASPI {GoodCode(1)}"],
            await gateway.LabelsAsync(printed)
        );
        Assert.Equal(bad, printed.Headers.GetValues("X-Waybills-Missing").Single());
        Assert.Equal(bad, printed.Headers.GetValues("X-Waybills-Unreadable").Single());
        // As it came, and read by nobody here.
        Assert.Equal(
            HostileWaybill.Write(Enum.Parse<WaybillShape>(shape)),
            await alone.Content.ReadAsByteArrayAsync(Stopping)
        );
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Of_two_hundred_the_hostile_ones_are_left_out_and_the_rest_is_printed_in_order()
    {
        var shapes = Enum.GetValues<WaybillShape>();
        var hostile = shapes
            // That one takes its five seconds by itself below.
            .Where(s => s is not (WaybillShape.Good or WaybillShape.Laughs))
            .Select(CodeOf)
            .ToList();
        var good = Enumerable.Range(0, 200 - hostile.Count).Select(GoodCode).ToList();
        // One after every twentieth.
        var codes = good.Chunk(20)
            .SelectMany((some, i) => some.Concat(hostile.Skip(i).Take(1)))
            .ToList();
        Assert.Equal(200, codes.Count);

        using var printed = await gateway.WhilePullingAsync(() =>
            gateway.PrintAsync(codes, skipMissing: true)
        );

        Assert.Equal(good.Select(code => $"KASPI {code}"), await gateway.LabelsAsync(printed));
        Assert.Equal(
            string.Join(',', hostile),
            printed.Headers.GetValues("X-Waybills-Unreadable").Single()
        );
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task When_too_many_end_their_reader_those_are_named_and_the_rest_is_not_looked_at()
    {
        var codes = Enumerable.Range(300_001, 7).Select(code => $"{code}").ToList();
        var hostile = HostileWaybill.Write(WaybillShape.References);
        await gateway.KeepAsync(codes.Select(code => (code, hostile)));

        using var refused = await gateway.PrintAsync([GoodCode(0), .. codes], skipMissing: true);

        var problem = await gateway.ProblemAsync(refused, 409, "waybills-missing");
        Assert.Equal(
            ["$.codes[1]", "$.codes[2]", "$.codes[3]", "$.codes[4]", "$.codes[5]"],
            problem
                .GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("path").GetString())
        );
        Assert.Contains(
            "not looked at",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Large_waybills_are_printed_and_never_in_the_gateways_memory()
    {
        string[] codes = ["400001", "400002", "400003"];
        var image = new byte[20 * 1024 * 1024 - 2_000];
        new Random(1).NextBytes(image);
        var file = new PdfFile();
        file.Add("<< /Type /Catalog /Pages 2 0 R >>");
        file.Add("<< /Type /Pages /Kids [4 0 R] /Count 1 >>");
        file.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        file.Add(WaybillPdf.Page(5, "/XObject << /I 6 0 R >> "));
        file.AddStream("", "BT /F1 20 Tf 20 150 Td (KASPI 1) Tj ET /I Do"u8);
        file.AddStream(
            "/Type /XObject /Subtype /Image /Width 3000 /Height 2000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode",
            image
        );
        var pdf = file.Finish();
        await gateway.KeepAsync([.. codes.Select(code => (code, pdf)), ("400004", pdf)]);

        using var alone = await gateway.GetAsync($"/api/orders/{codes[0]}/waybill");
        using var printed = await gateway.PrintAsync(codes);
        using var tooLarge = await gateway.PrintAsync([.. codes, "400004"]);

        Assert.Equal(pdf.Length, (await alone.Content.ReadAsByteArrayAsync(Stopping)).Length);
        Assert.Equal(HttpStatusCode.OK, printed.StatusCode);
        Assert.InRange(
            printed.Content.Headers.ContentLength ?? 0,
            3L * image.Length,
            long.MaxValue
        );
        Assert.Equal(3, (await gateway.LabelsAsync(printed)).Count);
        var problem = await gateway.ProblemAsync(tooLarge, 413, "waybills-too-large");
        Assert.Contains(
            "64 MB; the largest is that of order 40000",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task When_its_process_is_killed_the_print_says_so_and_blames_no_waybill()
    {
        var (print, child) = await gateway.StoppedAsync(
            [GoodCode(0), GoodCode(1)],
            skipMissing: true
        );
        await SignalAsync(child, "KILL");

        using var failed = await print;
        var problem = await gateway.ProblemAsync(failed, 503, "waybills-not-joined");
        Assert.StartsWith(
            "The process that joins them was ended from outside (exit code 137). Ask again",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        using var again = await gateway.PrintAsync([GoodCode(0), GoodCode(1)]);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task When_nobody_waits_for_the_print_any_more_its_process_ends()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        var (print, child) = await gateway.StoppedAsync([GoodCode(0)], stopping: leave.Token);
        Assert.Contains(child, gateway.Children());

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => print);
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task One_that_holds_its_reader_up_is_named_after_a_while()
    {
        var bad = CodeOf(WaybillShape.Laughs);

        using var refused = await gateway.WhilePullingAsync(() =>
            gateway.PrintAsync([bad, GoodCode(1)])
        );

        var problem = await gateway.ProblemAsync(refused, 409, "waybills-missing");
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Contains(
            $"order {bad} is kept, but cannot be joined with others: it takes more than 5 s to read",
            error.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Few_print_at_once_some_wait_and_one_more_is_told_to_come_again()
    {
        var limits = new PdfLimits();
        var busy = new List<(Task<HttpResponseMessage> Print, int Child)>();
        for (var i = 0; i < limits.AtOnce; i++)
        {
            busy.Add(await gateway.StoppedAsync([GoodCode(i)]));
        }

        var more = Enumerable
            .Range(0, limits.Waiting + 1)
            .Select(i => gateway.PrintAsync([GoodCode(i)]))
            .ToList();
        using var refused = await await Task.WhenAny(more);
        foreach (var (_, child) in busy)
        {
            await SignalAsync(child, "CONT");
        }

        var problem = await gateway.ProblemAsync(refused, 503, "waybills-busy");
        Assert.Equal(TimeSpan.FromSeconds(15), refused.Headers.RetryAfter?.Delta);
        var all = await Task.WhenAll([.. busy.Select(b => b.Print), .. more]);
        Assert.Equal(limits.AtOnce + limits.Waiting, all.Count(r => r.IsSuccessStatusCode));
        await gateway.AssertUnharmedAsync();
    }
}
