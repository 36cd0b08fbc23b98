using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Vendors;

/// <summary>A server whose certificate it made itself, for another name.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsServer(WebApplication app) => _app = app;

    public Uri Address => new($"{_app.Urls.First()}/shop/api/v2/");

    public static async Task<TlsServer> StartAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            "CN=somebody.example",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        var now = TimeProvider.System.GetUtcNow();
        using var own = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var certificate = X509CertificateLoader.LoadPkcs12(
            own.Export(X509ContentType.Pkcs12),
            null
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TlsServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
