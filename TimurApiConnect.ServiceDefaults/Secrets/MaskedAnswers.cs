using System.Net;
using System.Text;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>
/// Masks secrets in refusals: some servers repeat the request in them, token and all, and a refusal is quoted to people, stored and logged.
/// </summary>
internal sealed class MaskedAnswers(SecretValues secrets) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            response.Content = new MaskedContent(response.Content, secrets);
        }

        return response;
    }

    /// <summary>The same, masked. Read when it is asked for, so that the time limits of whoever asks count.</summary>
    private sealed class MaskedContent : HttpContent
    {
        // A refusal says what it has to say in its first lines.
        private const int Longest = 64 * 1024;
        private readonly HttpContent _inner;
        private readonly SecretValues _secrets;

        public MaskedContent(HttpContent inner, SecretValues secrets)
        {
            (_inner, _secrets) = (inner, secrets);
            foreach (var (name, values) in inner.Headers)
            {
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                {
                    Headers.TryAddWithoutValidation(name, values);
                }
            }
        }

        protected override async Task<Stream> CreateContentReadStreamAsync() =>
            new MemoryStream(await ReadAsync(CancellationToken.None));

        protected override async Task<Stream> CreateContentReadStreamAsync(
            CancellationToken cancellationToken
        ) => new MemoryStream(await ReadAsync(cancellationToken));

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream,
            TransportContext? context,
            CancellationToken cancellationToken
        ) => await stream.WriteAsync(await ReadAsync(cancellationToken), cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private async Task<byte[]> ReadAsync(CancellationToken stopping)
        {
            await using var body = await _inner.ReadAsStreamAsync(stopping);
            var bytes = new byte[Longest];
            var length = await body.ReadAtLeastAsync(bytes, Longest, false, stopping);
            // Byte by byte a letter, and back: whatever encoding it is in, nothing else changes.
            var text = Encoding.Latin1.GetString(bytes, 0, length);
            return Encoding.Latin1.GetBytes(_secrets.Mask(text));
        }
    }
}
