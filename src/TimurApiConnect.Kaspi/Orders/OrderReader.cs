using System.Text.Json;
using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>Reads one order. Only its identity, state, status, date and total are needed; everything else may be missing.</summary>
// {"type":"orders","id":"OTAwMDAwMDAx","attributes":{"code":"900000001","creationDate":1745691162415,"totalPrice":5990.0,
//  "isKaspiDelivery":true,"status":"ACCEPTED_BY_MERCHANT","state":"KASPI_DELIVERY","pickupPointId":"30000001_PP1",
//  "customer":{"id":"NzAwMDAwMDAwMA","cellPhone":"7000000000","firstName":"Имя","lastName":"Ф"},
//  "deliveryAddress":{"town":"Шымкент","formattedAddress":"Шымкент, ",…},
//  "kaspiDelivery":{"waybill":null,"courierTransmissionPlanningDate":1745755274000,"express":false,…},"assembled":false,…}}
internal static class OrderReader
{
    /// <summary>The order, or null with the name of the field that it lacks.</summary>
    public static Order? Read(JsonElement row, out string? missing)
    {
        var a = row.Object("attributes") ?? default;
        var (id, code) = (row.Text("id"), a.Text("code"));
        var (state, status) = (a.Text("state"), a.Text("status"));
        var (created, total) = (a.Time("creationDate"), a.Tenge("totalPrice"));
        missing =
            id is null ? "id"
            : code is null ? "code"
            : state is null ? "state"
            : status is null ? "status"
            : created is null ? "creationDate"
            : total is null ? "totalPrice"
            : null;
        if (missing is not null)
        {
            return null;
        }

        // Kaspi's table lists the fields of its delivery flat, its answers nest them.
        var delivery = a.Object("kaspiDelivery") ?? a;
        return new Order(id!, code!, new(state!), new(status!), created!.Value, total!.Value)
        {
            ApprovedAt = a.Time("approvedByBankDate"),
            PlannedDeliveryAt = a.Time("plannedDeliveryDate"),
            ReservedUntil = a.Time("reservationDate"),
            CompletedAt = a.Time("completionDate"),
            PaymentMode = a.Text("paymentMode"),
            CreditMonths = a.Whole("creditTerm"),
            SignatureRequired = a.Flag("signatureRequired"),
            IsPreOrder = a.Flag("preOrder"),
            IsKaspiDelivery = a.Flag("isKaspiDelivery"),
            DeliveryMode = a.Text("deliveryMode"),
            DeliveryCost = a.Tenge("deliveryCost"),
            DeliveryCostForShop = a.Tenge("deliveryCostForSeller"),
            PointId = a.Text("pickupPointId"),
            IsAssembled = a.Flag("assembled"),
            IsExpress = delivery.Flag("express"),
            HandOverBy = delivery.Time("courierTransmissionPlanningDate"),
            HandedOverAt = delivery.Time("courierTransmissionDate"),
            IsBackAtWarehouse = delivery.Flag("returnedToWarehouse"),
            WaybillNumber = delivery.Text("waybillNumber"),
            WaybillAddress =
                delivery.Text("waybill") is { } waybill
                && Uri.TryCreate(waybill, UriKind.Absolute, out var address)
                    ? address
                    : null,
            CancellationReason = a.Text("cancellationReason") is { } reason
                ? new CancellationReason(reason)
                : null,
            Customer = a.Object("customer") is { } customer ? Read(customer) : null,
            Address = a.Object("deliveryAddress") is { } place ? ReadAddress(place) : null,
        };
    }

    private static Customer Read(JsonElement customer) =>
        new(
            customer.Text("id"),
            customer.Text("firstName") ?? customer.Text("name"),
            customer.Text("lastName"),
            Phone(customer.Text("cellPhone"))
        );

    // "7000000000", "+7 700 000 00 00"; "+0(000)-000-00-00" and zeros when it is masked.
    private static string? Phone(string? text)
    {
        var digits = string.Concat((text ?? "").Where(char.IsAsciiDigit));
        return digits.Length is >= 10 and <= 15 && digits.Any(d => d != '0') ? digits : null;
    }

    private static DeliveryAddress ReadAddress(JsonElement place) =>
        new(
            place.Text("formattedAddress"),
            place.Text("town"),
            place.Text("streetName"),
            place.Text("streetNumber") ?? place.Text("building"),
            place.Text("apartment"),
            place.Real("latitude"),
            place.Real("longitude")
        );
}
