using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http.Timeouts;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>As what orders are exported.</summary>
internal enum ExportFormat
{
    /// <summary>Text with semicolons, as Excel opens it in Kazakhstan.</summary>
    Csv,

    /// <summary>An Excel workbook.</summary>
    Xlsx,
}

/// <summary>Orders as a table for accountants: nothing about the buyer.</summary>
internal static class OrderExportEndpoints
{
    private const int MaxRows = 100_000;
    private static readonly TimeSpan LongestExport = TimeSpan.FromMinutes(5);
    private const string Excel =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapOrderExport(this RouteGroupBuilder api) =>
        api.MapGet("/orders/export", ExportAsync)
            .WithName("ExportOrders")
            .WithTags("Orders")
            .WithSummary("The orders of a filter as CSV or Excel, a row for each line")
            .Needs(KeyScope.Read)
            // A table that broke off would look like a whole one.
            .WithMetadata(new RequestTimeoutAttribute((int)LongestExport.TotalMilliseconds))
            .Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Produces(StatusCodes.Status200OK, contentType: Excel)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> ExportAsync(
        [AsParameters] OrderFilterQuery query,
        string? format,
        ShopDirectory shops,
        OrderExport export,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        var reader = new QueryReader(shops);
        var kind = reader.Choice<ExportFormat>("format", format) ?? ExportFormat.Csv;
        var filter = query.Read(reader);
        if (reader.Problem is { } problem)
        {
            return problem;
        }

        var rows = await export.CountLinesAsync(filter!, stopping);
        if (rows > MaxRows)
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                "export-too-large",
                "Too many rows for one file",
                $"There are {rows} rows; one file takes {MaxRows}. Ask for less at once with from and to."
            );
        }

        var day = clock
            .GetUtcNow()
            .ToOffset(AlmatyTime.Offset)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var name = $"orders-{filter!.Shop}-{day}";
        return kind == ExportFormat.Csv
            ? TypedResults.Stream(
                body => WriteCsvAsync(body, filter, export, stopping),
                "text/csv; charset=utf-8",
                $"{name}.csv"
            )
            : TypedResults.Stream(
                await WriteExcelAsync(filter, export, stopping),
                Excel,
                $"{name}.xlsx"
            );
    }

    private static async Task WriteCsvAsync(
        Stream body,
        OrderFilter filter,
        OrderExport export,
        CancellationToken stopping
    )
    {
        // With the mark: Excel reads Russian names wrongly without it.
        await using var writer = new StreamWriter(
            body,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            64 * 1024,
            leaveOpen: true
        );
        await writer.WriteAsync($"{Line(OrderSheet.Names)}\r\n".AsMemory(), stopping);
        await foreach (var order in export.ReadAsync(filter, stopping))
        {
            foreach (var row in OrderSheet.Rows(order))
            {
                await writer.WriteAsync($"{Line(row)}\r\n".AsMemory(), stopping);
            }
        }

        await writer.FlushAsync(stopping);
    }

    private static string Line(IEnumerable<object?> cells) =>
        string.Join(';', cells.Select(Quoted));

    // RFC 4180: a "quoted; cell" doubles its "" quotes.
    private static string Quoted(object? cell)
    {
        var text = Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny("\";,\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    /// <summary>A workbook cannot be sent before it is whole, so it is made in a file that is gone when it is closed.</summary>
    private static async Task<Stream> WriteExcelAsync(
        OrderFilter filter,
        OrderExport export,
        CancellationToken stopping
    )
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            64 * 1024,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            await file.SaveAsAsync(
                RowsAsync(filter, export, stopping),
                printHeader: false,
                sheetName: "orders",
                configuration: new OpenXmlConfiguration { TableStyles = TableStyles.None },
                cancellationToken: stopping
            );
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    // The names are a row like the others, so that they are there without any order too.
    private static async IAsyncEnumerable<Dictionary<string, object?>> RowsAsync(
        OrderFilter filter,
        OrderExport export,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        yield return Row([.. OrderSheet.Names]);
        await foreach (var order in export.ReadAsync(filter, stopping))
        {
            foreach (var row in OrderSheet.Rows(order))
            {
                yield return Row(row);
            }
        }
    }

    private static Dictionary<string, object?> Row(object?[] cells) =>
        cells
            .Zip(OrderSheet.Names)
            .ToDictionary(c => c.Second, c => c.First, StringComparer.Ordinal);
}
