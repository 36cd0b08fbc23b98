using System.Text.Json.Nodes;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>Orders and what belongs to them as JSON:API objects.</summary>
internal sealed class OrderObjects(KaspiSettings settings, string root, DateTimeOffset now)
{
    private const string Api = "/shop/api/v2";

    public JsonObject Order(MarketOrder order)
    {
        var self = $"{root}{Api}/orders/{order.Id}";
        return new JsonObject
        {
            ["type"] = "orders",
            ["id"] = order.Id,
            ["attributes"] = Attributes(order),
            ["relationships"] = new JsonObject
            {
                ["entries"] = Entries(order, self),
                ["user"] = new JsonObject
                {
                    ["data"] = new JsonObject
                    {
                        ["type"] = "customers",
                        ["id"] = MarketOrder.Encode(order.Buyer.Phone),
                    },
                    ["links"] = Links($"{self}/relationships/user", $"{self}/user"),
                },
            },
            ["links"] = new JsonObject { ["self"] = self },
        };
    }

    // Older answers have only the links.
    private JsonObject Entries(MarketOrder order, string self)
    {
        var entries = new JsonObject
        {
            ["links"] = Links($"{self}/relationships/entries", $"{self}/entries"),
        };
        if (!settings.OrdersWithoutLines)
        {
            entries["data"] = List(
                order.Lines.Select(l =>
                    (JsonNode)new JsonObject { ["type"] = "orderentries", ["id"] = order.LineId(l) }
                )
            );
        }

        return entries;
    }

    /// <summary>What a command is answered with: the words that were sent, and hardly more.</summary>
    public JsonObject Echo(MarketOrder order, JsonObject sent) =>
        new()
        {
            ["type"] = "orders",
            ["id"] = order.Id,
            ["attributes"] = sent,
            ["relationships"] = new JsonObject
            {
                ["user"] = new JsonObject { ["data"] = null },
                ["entries"] = new JsonObject
                {
                    ["links"] = Links(
                        $"{root}{Api}/orders/{order.Id}/relationships/entries",
                        $"{root}{Api}/orders/{order.Id}/entries"
                    ),
                },
            },
            ["links"] = new JsonObject { ["self"] = $"{root}{Api}/orders/{order.Id}" },
        };

    /// <summary>A line.</summary>
    /// <param name="order">The order.</param>
    /// <param name="line">The line.</param>
    /// <param name="alone">Asked for by itself: then the least weight is told too.</param>
    public JsonObject Line(MarketOrder order, MarketLine line, bool alone = false)
    {
        var offer = new JsonObject { ["code"] = line.Sku, ["name"] = line.Name };
        var attributes = new JsonObject
        {
            ["unitType"] = line.Grams is null ? "PIECES" : "MEASURABLE",
            ["quantity"] = line.Quantity,
            ["totalPrice"] = (double)line.Total,
            ["basePrice"] = (double)line.Price,
            ["deliveryCost"] = 0.0,
            ["weight"] = (double)(line.Grams ?? 0),
            ["entryNumber"] = line.Number,
            ["category"] = new JsonObject
            {
                ["code"] = "Master - Surge protectors",
                ["title"] = "Сетевые фильтры",
            },
            ["isImeiRequired"] = line.NeedsImei,
        };
        if (alone && line.MinGrams is { } least)
        {
            attributes["minAllowedWeight"] = (double)least;
        }

        // Some answers name only Kaspi's own product.
        if (!settings.LinesWithoutOffer)
        {
            attributes["offer"] = offer;
        }

        var id = order.LineId(line);
        var self = $"{root}{Api}/orderentries/{id}";
        return new JsonObject
        {
            ["id"] = id,
            ["type"] = "orderentries",
            ["attributes"] = attributes,
            ["relationships"] = new JsonObject
            {
                ["product"] = Related("masterproducts", Master(line), $"{self}/product"),
                ["deliveryPointOfService"] = Related(
                    "pointofservices",
                    MarketOrder.Encode(line.StoreId),
                    $"{self}/deliveryPointOfService"
                ),
            },
            ["links"] = new JsonObject { ["self"] = self },
        };
    }

    public static JsonObject Customer(MarketOrder order) =>
        new()
        {
            ["type"] = "customers",
            ["id"] = MarketOrder.Encode(order.Buyer.Phone),
            ["attributes"] = new JsonObject
            {
                ["firstName"] = order.Buyer.FirstName,
                ["lastName"] = order.Buyer.LastName,
                ["cellPhone"] = Phone(order),
            },
            ["relationships"] = new JsonObject(),
        };

    /// <summary>Kaspi's card of what a line sells.</summary>
    public static JsonObject Product(MarketLine line) =>
        new()
        {
            ["type"] = "masterproducts",
            ["id"] = Master(line),
            ["attributes"] = new JsonObject
            {
                ["code"] = MasterCode(line),
                ["name"] = line.Name,
                ["category"] = "Сетевые фильтры",
            },
            ["relationships"] = new JsonObject
            {
                ["merchantProduct"] = new JsonObject { ["data"] = null },
            },
        };

    /// <summary>The shop's own card of it.</summary>
    public static JsonObject MerchantProduct(MarketLine line) =>
        new()
        {
            ["type"] = "merchantproducts",
            ["id"] = MarketOrder.Encode(line.Sku),
            ["attributes"] = new JsonObject { ["code"] = line.Sku, ["name"] = line.Name },
            ["relationships"] = new JsonObject(),
        };

    public static JsonObject Point(string storeId) =>
        new()
        {
            ["type"] = "pointofservices",
            ["id"] = MarketOrder.Encode(storeId),
            ["attributes"] = new JsonObject
            {
                ["displayName"] = storeId.Split('_')[^1],
                ["address"] = new JsonObject
                {
                    ["formattedAddress"] = "Алматы, проспект Абая, 1",
                    ["town"] = "Алматы",
                },
            },
            ["relationships"] = new JsonObject
            {
                ["city"] = new JsonObject
                {
                    ["data"] = new JsonObject
                    {
                        ["type"] = "cities",
                        ["id"] = MarketOrder.Encode("750000000"),
                    },
                },
            },
        };

    public static JsonObject City((string Code, string Name) city) =>
        new()
        {
            ["type"] = "cities",
            ["id"] = MarketOrder.Encode(city.Code),
            ["attributes"] = new JsonObject
            {
                ["code"] = city.Code,
                ["name"] = city.Name,
                ["active"] = true,
            },
        };

    public static string Master(MarketLine line) => MarketOrder.Encode(MasterCode(line));

    public static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);

    private static string MasterCode(MarketLine line) => $"1{line.Sku}";

    private JsonObject Attributes(MarketOrder order)
    {
        var attributes = new JsonObject
        {
            ["code"] = order.Code,
            ["creationDate"] = order.CreatedAt.ToUnixTimeMilliseconds(),
            ["totalPrice"] = (double)order.Total,
            ["deliveryCostForSeller"] = order.Delivery == DeliveryKind.Kaspi ? 926.35 : 0.0,
            ["isKaspiDelivery"] = order.Delivery == DeliveryKind.Kaspi,
            ["preOrder"] = settings.PreOrderStays ? order.PreOrder : order.WaitsForGoods,
            ["signatureRequired"] = order.SignatureRequired,
            ["status"] = order.Status,
            ["state"] = order.State,
            ["pickupPointId"] = order.Lines[0].StoreId,
            ["deliveryCost"] = 0.0,
            ["plannedDeliveryDate"] = OrderEvents.PlannedAt(order).ToUnixTimeMilliseconds(),
            ["customer"] = new JsonObject
            {
                ["id"] = MarketOrder.Encode(order.Buyer.Phone),
                ["name"] = order.Buyer.FirstName,
                ["cellPhone"] = Phone(order),
                ["firstName"] = order.Buyer.FirstName,
                ["lastName"] = order.Buyer.LastName,
            },
            ["deliveryMode"] = Mode(order),
            ["paymentMode"] = order.CreditMonths is null ? "PREPAID" : "PAY_WITH_CREDIT",
        };
        Add(attributes, "approvedByBankDate", order.ApprovedAt);
        Add(attributes, "reservationDate", order.ReservedUntil);
        Add(attributes, "completionDate", order.CompletedAt);
        if (order.CreditMonths is { } months)
        {
            attributes["creditTerm"] = months;
        }

        if (order.CancellationReason is { } reason)
        {
            attributes["cancellationReason"] = reason;
        }

        // Absent for pick-up; a postomat leaves nearly all of it null.
        if (order.Delivery != DeliveryKind.Pickup)
        {
            attributes["deliveryAddress"] = new JsonObject
            {
                ["streetName"] = null,
                ["streetNumber"] = null,
                ["town"] = order.Buyer.Town,
                ["district"] = null,
                ["building"] = null,
                ["apartment"] = null,
                ["formattedAddress"] = $"{order.Buyer.Town}, ",
                ["latitude"] = null,
                ["longitude"] = null,
            };
        }

        if (order.Delivery == DeliveryKind.Kaspi)
        {
            attributes["assembled"] = order.Assembled;
            attributes["kaspiDelivery"] = Delivery(order);
        }

        return attributes;
    }

    // To other towns Kaspi brings to the door or to a point there; the postomat's word stands for pick-up at the shop too.
    private static string Mode(MarketOrder order) =>
        order.Delivery == DeliveryKind.Own ? "DELIVERY_LOCAL"
        : order.Delivery == DeliveryKind.Pickup || order.Buyer.Town == "Алматы" ? "DELIVERY_PICKUP"
        : int.Parse(order.Code) % 2 == 0 ? "DELIVERY_REGIONAL_TODOOR"
        : "DELIVERY_REGIONAL_PICKUP";

    private JsonObject Delivery(MarketOrder order)
    {
        var has = order.HasWaybill(now);
        return new JsonObject
        {
            ["waybill"] = has ? $"{root}/shop/api/waybill/{Opaque(order)}" : null,
            ["waybillNumber"] = has ? $"3{order.Code[1..]}" : null,
            ["courierTransmissionPlanningDate"] = order.HandOverBy?.ToUnixTimeMilliseconds(),
            ["courierTransmissionDate"] = order.HandedOverAt?.ToUnixTimeMilliseconds(),
            ["express"] = order.Express,
            ["returnedToWarehouse"] = order.ReturnedToWarehouse,
            ["firstMileCourier"] = null,
        };
    }

    /// <summary>The waybill's name: nothing that a client could build by itself.</summary>
    public static string Opaque(MarketOrder order) =>
        MarketOrder
            .Encode($"wb:{order.Code}:{order.Lines.Count}")
            .Replace('+', '-')
            .Replace('/', '_');

    // Masked as soon as nobody has to call any more.
    private static string Phone(MarketOrder order) =>
        order.IsOver ? "+0(000)-000-00-00" : order.Buyer.Phone;

    private static void Add(JsonObject to, string name, DateTimeOffset? at)
    {
        if (at is { } time)
        {
            to[name] = time.ToUnixTimeMilliseconds();
        }
    }

    private static JsonObject Related(string type, string id, string address) =>
        new()
        {
            ["data"] = new JsonObject { ["type"] = type, ["id"] = id },
            ["links"] = new JsonObject { ["related"] = address },
        };

    private static JsonObject Links(string self, string related) =>
        new() { ["self"] = self, ["related"] = related };
}
