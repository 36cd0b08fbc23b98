namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary>A power of attorney: who may take the goods, and until when.</summary>
internal sealed record UserAttorney(
    string Number,
    string Name,
    DateOnly From,
    DateOnly Until,
    bool IsMain
);

/// <summary>A way to the customer.</summary>
internal sealed record UserDelivery(
    string Kind,
    string Carrier,
    string Address,
    string Contact,
    string Phone,
    bool IsMain
)
{
    public bool IsPickup => Kind == "Самовывоз";
}

/// <summary>What the supplier knows of a customer.</summary>
internal sealed record UserData(
    string Bin,
    IReadOnlyList<UserAttorney> Attorneys,
    IReadOnlyList<UserDelivery> Deliveries
)
{
    public static UserData Usual(TimeProvider time)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().ToOffset(AlmatyTime.Offset).Date);
        return new(
            "990140001234",
            [
                new("17", "Иванов Иван Иванович", today.AddDays(-60), today.AddDays(120), true),
                new("21", "Петров Пётр Петрович", today.AddDays(-10), today.AddDays(30), false),
            ],
            [
                new("Самовывоз", "", "г. Алматы, ул. Панфилова, 1", "Иванов", "+77000000001", true),
                new(
                    "Доставка",
                    "Курьер",
                    "г. Алматы, пр. Абая, 10",
                    "Склад",
                    "+77000000002",
                    false
                ),
            ]
        );
    }
}
