using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>One product for all that is read and printed of orders.</summary>
public sealed class OrderApiFixture : IAsyncLifetime
{
    private OutboxProduct? _made;

    internal OutboxProduct Orders => _made!;

    internal Product Product => _made!.Product;

    internal GatewayServer Gateway => Product.Gateway;

    public async ValueTask InitializeAsync() =>
        _made = await OutboxProduct.StartAsync(postgres: true);

    public ValueTask DisposeAsync() => _made!.DisposeAsync();
}

[CollectionDefinition(nameof(OrderApi))]
public sealed class OrderApi : ICollectionFixture<OrderApiFixture>;
