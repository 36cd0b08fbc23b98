namespace TimurApiConnect.Core.Orders;

/// <summary>The tab of Kaspi's cabinet in which a person finds the order (field reports: predicates of state, status and flags).</summary>
public enum OrderStage
{
    /// <summary>None of the others: a combination never seen before.</summary>
    Unknown,

    /// <summary>Новые: waits for acceptance.</summary>
    New,

    /// <summary>На подписании: the buyer has papers to sign.</summary>
    ToSign,

    /// <summary>Предзаказ: accepted, the goods have not arrived at the shop yet.</summary>
    PreOrder,

    /// <summary>Упаковка: accepted, to be packed for Kaspi's courier.</summary>
    ToPack,

    /// <summary>Передача: packed, waits for Kaspi's courier.</summary>
    ToHandOver,

    /// <summary>Переданы на доставку: Kaspi has it.</summary>
    OnTheWay,

    /// <summary>Самовывоз: the buyer comes for it.</summary>
    Pickup,

    /// <summary>Моя доставка: the merchant brings it.</summary>
    OwnDelivery,

    /// <summary>Отменены при доставке: the goods are coming back.</summary>
    ComingBack,

    /// <summary>The buyer returns it.</summary>
    Return,

    /// <summary>Архив: the buyer has it.</summary>
    Completed,

    /// <summary>Архив: cancelled.</summary>
    Cancelled,

    /// <summary>Архив: returned.</summary>
    Returned,
}

/// <summary>What stages have in common.</summary>
public static class OrderStages
{
    /// <summary>Accepted, and not packed yet: the goods are still to be had, and it can still be changed.</summary>
    public static IReadOnlyList<OrderStage> BeforePacking { get; } =
    [OrderStage.PreOrder, OrderStage.ToPack, OrderStage.Pickup, OrderStage.OwnDelivery];

    /// <summary>Whether it is accepted and not packed yet.</summary>
    public static bool IsBeforePacking(this OrderStage stage) => BeforePacking.Contains(stage);
}
