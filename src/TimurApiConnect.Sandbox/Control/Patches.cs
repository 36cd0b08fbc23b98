using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.Kaspi;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Settings of the supplier's side to change: what is not given stays.</summary>
internal sealed record AlStylePatch
{
    public string? Token { get; init; }
    public IReadOnlyList<string>? MoreTokens { get; init; }
    public TimeSpan? Interval { get; init; }
    public double? Speed { get; init; }
    public int? BadTokenStatus { get; init; }
    public ArrayWrap? ArrayWrap { get; init; }
    public BrandShape? BrandShape { get; init; }
    public QuantityPriceWrap? QuantityPriceWrap { get; init; }
    public bool? OrdersShowExternalId { get; init; }
    public bool? IndexHoldsAll { get; init; }
    public int? MaxTaken { get; init; }
    public bool? OrdersStartReserved { get; init; }
    public TimeSpan? OrderStep { get; init; }
    public TimeSpan? NullStatusFor { get; init; }

    public AlStyleSettings ApplyTo(AlStyleSettings now) =>
        now with
        {
            Token = Token ?? now.Token,
            MoreTokens = MoreTokens ?? now.MoreTokens,
            Interval = Interval ?? now.Interval,
            Speed = Speed ?? now.Speed,
            BadTokenStatus = BadTokenStatus ?? now.BadTokenStatus,
            ArrayWrap = ArrayWrap ?? now.ArrayWrap,
            BrandShape = BrandShape ?? now.BrandShape,
            QuantityPriceWrap = QuantityPriceWrap ?? now.QuantityPriceWrap,
            OrdersShowExternalId = OrdersShowExternalId ?? now.OrdersShowExternalId,
            IndexHoldsAll = IndexHoldsAll ?? now.IndexHoldsAll,
            MaxTaken = MaxTaken ?? now.MaxTaken,
            OrdersStartReserved = OrdersStartReserved ?? now.OrdersStartReserved,
            OrderStep = OrderStep ?? now.OrderStep,
            NullStatusFor = NullStatusFor ?? now.NullStatusFor,
        };
}

/// <summary>Settings of the marketplace's side to change: what is not given stays.</summary>
internal sealed record KaspiPatch
{
    public string? Token { get; init; }
    public string? PriceListUrl { get; init; }
    public string? Login { get; init; }
    public string? Password { get; init; }
    public string? MerchantId { get; init; }
    public bool? AutoPull { get; init; }
    public TimeSpan? PullEvery { get; init; }
    public TimeSpan? RetryFirstPullEvery { get; init; }
    public TimeSpan? PullTimeout { get; init; }
    public long? MaxBytes { get; init; }
    public string? SkuExtraCharacters { get; init; }
    public TimeSpan? HoldFor { get; init; }
    public bool? HoldMissingUserAgent { get; init; }
    public IReadOnlyList<string>? HoldAddresses { get; init; }
    public bool? AutoAccept { get; init; }
    public bool? CourierComes { get; init; }
    public bool? IgnoreStatusFilter { get; init; }
    public bool? NoStateHidesArchive { get; init; }
    public bool? LinesWithoutOffer { get; init; }
    public bool? OrdersWithoutLines { get; init; }
    public bool? AssembleNeedsCode { get; init; }
    public TimeSpan? WaybillAfter { get; init; }
    public TimeSpan? LineChangeAfter { get; init; }
    public bool? DropsEmptyLines { get; init; }
    public bool? PreOrderStays { get; init; }
    public double? OrdersPerDay { get; init; }
    public int? BuyersSeed { get; init; }
    public bool? StockCountsDown { get; init; }

    public KaspiSettings ApplyTo(KaspiSettings now) =>
        now with
        {
            Token = Token ?? now.Token,
            PriceListUrl = PriceListUrl ?? now.PriceListUrl,
            Login = Login ?? now.Login,
            Password = Password ?? now.Password,
            MerchantId = MerchantId ?? now.MerchantId,
            AutoPull = AutoPull ?? now.AutoPull,
            PullEvery = PullEvery ?? now.PullEvery,
            RetryFirstPullEvery = RetryFirstPullEvery ?? now.RetryFirstPullEvery,
            PullTimeout = PullTimeout ?? now.PullTimeout,
            MaxBytes = MaxBytes ?? now.MaxBytes,
            SkuExtraCharacters = SkuExtraCharacters ?? now.SkuExtraCharacters,
            HoldFor = HoldFor ?? now.HoldFor,
            HoldMissingUserAgent = HoldMissingUserAgent ?? now.HoldMissingUserAgent,
            HoldAddresses = HoldAddresses ?? now.HoldAddresses,
            AutoAccept = AutoAccept ?? now.AutoAccept,
            CourierComes = CourierComes ?? now.CourierComes,
            IgnoreStatusFilter = IgnoreStatusFilter ?? now.IgnoreStatusFilter,
            NoStateHidesArchive = NoStateHidesArchive ?? now.NoStateHidesArchive,
            LinesWithoutOffer = LinesWithoutOffer ?? now.LinesWithoutOffer,
            OrdersWithoutLines = OrdersWithoutLines ?? now.OrdersWithoutLines,
            AssembleNeedsCode = AssembleNeedsCode ?? now.AssembleNeedsCode,
            WaybillAfter = WaybillAfter ?? now.WaybillAfter,
            LineChangeAfter = LineChangeAfter ?? now.LineChangeAfter,
            DropsEmptyLines = DropsEmptyLines ?? now.DropsEmptyLines,
            PreOrderStays = PreOrderStays ?? now.PreOrderStays,
            OrdersPerDay = OrdersPerDay ?? now.OrdersPerDay,
            BuyersSeed = BuyersSeed ?? now.BuyersSeed,
            StockCountsDown = StockCountsDown ?? now.StockCountsDown,
        };
}

/// <summary>How many values to change.</summary>
internal sealed record ChangeRequest
{
    public int Stock { get; init; }
    public int Price { get; init; }
}

/// <summary>Which goods leave the catalogue, or come back.</summary>
internal sealed record VanishRequest
{
    public IReadOnlyList<int>? Articles { get; init; }
    public int? Count { get; init; }
    public bool Back { get; init; }
}

/// <summary>A reset may change the size and the seed of the catalogue.</summary>
internal sealed record ResetRequest
{
    public int? Goods { get; init; }
    public int? Seed { get; init; }
}
