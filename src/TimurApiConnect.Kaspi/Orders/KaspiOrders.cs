using System.Runtime.CompilerServices;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>
/// Kaspi's orders: reads and commands, each with time limits, the shop's pace and a named failure. Reads are tried again where that can help;
/// a command is sent once and never again: when its answer is lost, read the order and decide by what it says.
/// </summary>
public sealed partial class KaspiOrders
{
    // A list that never ends must end here: 14 days of the largest shops are some thousand orders.
    private const int MaxPages = 1_000;

    private readonly VendorCalls _calls;
    private readonly KaspiVendor _vendor;

    internal KaspiOrders(VendorCalls calls, KaspiVendor vendor) =>
        (_calls, _vendor) = (calls, vendor);

    /// <summary>
    /// The orders of a query, page by page, each order once. Store a page before the next is asked for. A failure is the last element;
    /// what came before it stands.
    /// </summary>
    public async IAsyncEnumerable<Outcome<OrderPage>> ListAsync(
        string shop,
        OrderQuery query,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        // Orders move between pages while they are read.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (from, to) in query.Windows())
        {
            var (rows, total, moved) = (0, (int?)null, false);
            for (var page = 0; ; page++)
            {
                if (page == MaxPages)
                {
                    yield return Unreadable.Because(
                        "orders",
                        $"The list does not end: after {MaxPages} pages there are more."
                    );
                    yield break;
                }

                var outcome = await ReadAsync(
                    shop,
                    "orders",
                    query.Address(from, to, page),
                    root => OrderPage.Read(root, query.Wants),
                    stopping
                );
                if (!outcome.Worked)
                {
                    yield return outcome;
                    yield break;
                }

                var read = outcome.Value;
                List<Order> orders = [.. read.Orders.Where(o => seen.Add(o.Code))];
                rows += read.Rows - (read.Orders.Count - orders.Count);
                total ??= read.Counted;
                var ends = !read.HasNext(page, query.PerPage);
                moved |= read.Counted != total || (ends && rows < total);
                yield return read with
                {
                    Orders = orders,
                    HasMoved = moved,
                };
                if (ends)
                {
                    break;
                }
            }
        }
    }

    /// <summary>
    /// One order by the number that people see; null when the shop has none such. Lines that the answer left out are asked for; null when they
    /// cannot be read.
    /// </summary>
    public async Task<Outcome<Found<Order>>> ByCodeAsync(
        string shop,
        string code,
        CancellationToken stopping
    )
    {
        var page = await ReadAsync(
            shop,
            "order by code",
            $"orders?filter[orders][code]={Uri.EscapeDataString(code)}&include[orders]=entries",
            root => OrderPage.Read(root, o => o.Code == code),
            stopping
        );
        if (page.Failure is { } failure)
        {
            return failure;
        }

        if (page.Value!.Orders is not [var order, ..])
        {
            return page.Value.Unread is [var unread, ..]
                ? Unreadable.Because("order by code", $"The order cannot be read: {unread}.")
                : new Found<Order>(null);
        }

        if (order.Lines is not null)
        {
            return new Found<Order>(order);
        }

        var lines = await LinesAsync(shop, order.Id, stopping);
        return lines.Worked ? new Found<Order>(order with { Lines = Known(lines.Value) })
            // The order is there all the same.
            : lines.Failure.Kind.IsOfOneMethod() ? new Found<Order>(order)
            : lines.Failure;
    }

    // An order has lines: none means that they are not known.
    private static IReadOnlyList<OrderLine>? Known(IReadOnlyList<OrderLine> lines) =>
        lines.Count == 0 ? null : lines;

    /// <summary>One order by its id. An id that Kaspi does not know is refused with 404.</summary>
    public Task<Outcome<Order>> ByIdAsync(string shop, string id, CancellationToken stopping) =>
        ReadOneAsync(
            shop,
            "order",
            $"orders/{Segment(id)}",
            row => (OrderReader.Read(row, out var missing), missing),
            stopping
        );

    /// <summary>The lines of an order.</summary>
    public async Task<Outcome<IReadOnlyList<OrderLine>>> LinesAsync(
        string shop,
        string orderId,
        CancellationToken stopping
    )
    {
        var lines = await ReadAllAsync(
            shop,
            "entries",
            $"orders/{Segment(orderId)}/entries",
            row => (LineReader.Read(row, out var missing), missing),
            stopping
        );
        return lines.Worked ? OrderLines.Numbered(lines.Value, []) : lines;
    }

    /// <summary>One line; says the least weight of goods by weight, which the lists do not.</summary>
    public Task<Outcome<OrderLine>> LineAsync(
        string shop,
        string lineId,
        CancellationToken stopping
    ) =>
        ReadOneAsync(
            shop,
            "entry",
            $"orderentries/{Segment(lineId)}",
            row =>
                (
                    LineReader.Read(row, out var missing) is { } line
                        ? OrderLines.Numbered([line], [])[0]
                        : null,
                    missing
                ),
            stopping
        );

    /// <summary>Kaspi's own product of a line.</summary>
    public Task<Outcome<Product>> ProductAsync(
        string shop,
        string lineId,
        CancellationToken stopping
    ) =>
        ReadOneAsync(
            shop,
            "product",
            $"orderentries/{Segment(lineId)}/product",
            Product.Read,
            stopping
        );

    /// <summary>The shop's own product behind Kaspi's: its code is the SKU, for lines that do not name it.</summary>
    public Task<Outcome<Product>> MerchantProductAsync(
        string shop,
        string productId,
        CancellationToken stopping
    ) =>
        ReadOneAsync(
            shop,
            "merchant product",
            $"masterproducts/{Segment(productId)}/merchantProduct",
            Product.Read,
            stopping
        );

    /// <summary>The point that ships a line.</summary>
    public Task<Outcome<PointOfService>> PointAsync(
        string shop,
        string lineId,
        CancellationToken stopping
    ) =>
        ReadOneAsync(
            shop,
            "point of service",
            $"orderentries/{Segment(lineId)}/deliveryPointOfService",
            PointOfService.Read,
            stopping
        );

    /// <summary>The city of a point.</summary>
    public Task<Outcome<KaspiCity>> CityAsync(
        string shop,
        string pointId,
        CancellationToken stopping
    ) =>
        ReadOneAsync(
            shop,
            "city",
            $"pointofservices/{Segment(pointId)}/city",
            KaspiCity.Read,
            stopping
        );

    /// <summary>All cities that Kaspi knows.</summary>
    public Task<Outcome<IReadOnlyList<KaspiCity>>> CitiesAsync(
        string shop,
        CancellationToken stopping
    ) => ReadAllAsync(shop, "cities", "cities", KaspiCity.Read, stopping);

    /// <summary>The IMEI codes that Kaspi keeps of an order's devices, whichever line they belong to.</summary>
    public Task<Outcome<IReadOnlySet<string>>> ImeisAsync(
        string shop,
        string orderId,
        CancellationToken stopping
    ) =>
        AskAsync(
            Routine(shop, "imei codes", $"orders/{Segment(orderId)}/imei"),
            ImeiCodes.Read,
            stopping
        );

    /// <summary>
    /// Sends a command, once. A success says only that Kaspi took it: the reply is no order, so read it again. After any other failure than a
    /// refusal nobody knows whether it took effect: read the order before anything else.
    /// </summary>
    public Task<Outcome<CommandReply>> SendAsync(
        string shop,
        string orderId,
        string code,
        OrderCommand command,
        CancellationToken stopping
    )
    {
        var call = CommandCall.Of(shop, orderId, code, command);
        return call.Failure is { } failure
            ? Task.FromResult<Outcome<CommandReply>>(failure)
            : AskAsync(call.Value!, CommandReply.Read, stopping);
    }

    /// <summary>The waybill's PDF of a packed order.</summary>
    /// <remarks>The token goes only to the address that the settings name: a waybill that lies elsewhere is refused.</remarks>
    public Task<Outcome<byte[]>> WaybillAsync(
        string shop,
        Uri address,
        CancellationToken stopping
    ) => Waybill.ReadAsync(_calls, _vendor, shop, address, stopping);
}
