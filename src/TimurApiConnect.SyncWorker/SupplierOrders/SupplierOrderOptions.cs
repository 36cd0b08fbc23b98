using Microsoft.Extensions.Options;
using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>What to do with a basket that holds somebody else's lines.</summary>
internal enum ForeignBasket
{
    /// <summary>Wait until it is empty, then ask a person.</summary>
    Wait,

    /// <summary>Empty it.</summary>
    Clear,
}

/// <summary>How goods are ordered at the supplier, section <c>SupplierOrders</c>.</summary>
internal sealed class SupplierOrderOptions
{
    /// <summary>Off, Ask (a person approves each order) or Automatic.</summary>
    public OrderingMode Mode { get; set; } = OrderingMode.Off;

    /// <summary>The largest total that Automatic approves, tenge.</summary>
    public long LargestAutomatic { get; set; } = 300_000;

    /// <summary>One supplier order for a Day, or for each Kaspi Order.</summary>
    public Grouping Per { get; set; } = Grouping.Day;

    /// <summary>When the day's order is proposed, Almaty time.</summary>
    public TimeOnly At { get; set; } = new(15, 0);

    /// <summary>In how many days the goods are wanted.</summary>
    public int ShippingDays { get; set; }

    /// <summary>The number of the power of attorney; empty: the main one.</summary>
    public string? Attorney { get; set; }

    /// <summary>Words from the delivery method's kind or address; empty: the main one.</summary>
    public string? Delivery { get; set; }

    /// <summary>What to do with a basket that holds somebody else's lines.</summary>
    public ForeignBasket ForeignBasket { get; set; } = ForeignBasket.Wait;

    /// <summary>How long an order waits for the basket before a person is asked.</summary>
    public TimeSpan BasketPatience { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long after a lost answer an order may still turn up at the supplier.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Between two tries of what did not work.</summary>
    public TimeSpan RetryEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two looks at the statuses of placed orders.</summary>
    public TimeSpan FollowEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two looks at powers of attorney and delivery methods.</summary>
    public TimeSpan TermsEvery { get; set; } = TimeSpan.FromHours(6);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class SupplierOrderOptionsRules : IValidateOptions<SupplierOrderOptions>
{
    public ValidateOptionsResult Validate(string? name, SupplierOrderOptions options)
    {
        var errors = new List<string>();
        if (options.LargestAutomatic < 0)
        {
            errors.Add(
                $"SupplierOrders:LargestAutomatic is {options.LargestAutomatic}; write tenge, 0 or more."
            );
        }

        if (options.ShippingDays is < 0 or > 30)
        {
            errors.Add($"SupplierOrders:ShippingDays is {options.ShippingDays}; write 0 to 30.");
        }

        foreach (
            var (setting, value, least) in new[]
            {
                (nameof(options.BasketPatience), options.BasketPatience, TimeSpan.Zero),
                (nameof(options.Settle), options.Settle, TimeSpan.FromSeconds(1)),
                (nameof(options.RetryEvery), options.RetryEvery, TimeSpan.FromSeconds(0.1)),
                (nameof(options.FollowEvery), options.FollowEvery, TimeSpan.FromSeconds(0.1)),
                (nameof(options.TermsEvery), options.TermsEvery, TimeSpan.FromSeconds(1)),
            }
        )
        {
            if (value < least || value > TimeSpan.FromDays(1))
            {
                errors.Add(
                    $"SupplierOrders:{setting} is {value}; write a time from {least} to 1.00:00:00."
                );
            }
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
