using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>The label for a parcel, a PDF with a page for each place.</summary>
internal static class Waybill
{
    private const string Step = "waybill";
    private const int Largest = 20 * 1024 * 1024;

    public static Task<Outcome<byte[]>> ReadAsync(
        VendorCalls calls,
        KaspiVendor vendor,
        string shop,
        Uri address,
        CancellationToken stopping
    ) =>
        IsKaspis(address, vendor.Options.BaseUrl)
            ? calls.AskAsync(
                vendor,
                new VendorCall(shop, Step, address.AbsoluteUri) { Accept = "application/pdf" },
                ReadAsync,
                stopping
            )
            : Task.FromResult<Outcome<byte[]>>(
                new Failure(
                    FailureKind.NotConfigured,
                    VendorName.Kaspi.Text,
                    Step,
                    $"The waybill lies at {address.GetLeftPart(UriPartial.Authority)}, and the orders API at {vendor.Options.BaseUrl.GetLeftPart(UriPartial.Authority)}: the token is not sent there.",
                    "Take the waybill from Kaspi's cabinet. If Kaspi has moved, update the product."
                )
                {
                    Attempt = 0,
                }
            );

    private static bool IsKaspis(Uri address, Uri baseUrl) =>
        address.IsAbsoluteUri
        && address.Scheme == baseUrl.Scheme
        && address.Host == baseUrl.Host
        && address.Port == baseUrl.Port
        && address.UserInfo.Length == 0;

    private static async Task<Outcome<byte[]>> ReadAsync(Stream body, CancellationToken stopping)
    {
        using var pdf = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, stopping)) > 0)
        {
            if (pdf.Length + read > Largest)
            {
                return Unreadable.Because(Step, $"It is larger than {Largest} bytes.");
            }

            await pdf.WriteAsync(buffer.AsMemory(0, read), stopping);
        }

        // %PDF-1.4 … %%EOF
        var bytes = pdf.ToArray();
        return !bytes.AsSpan().StartsWith("%PDF-"u8)
                ? Unreadable.Because(Step, "The answer is no PDF.")
            : bytes.AsSpan().LastIndexOf("%%EOF"u8) < 0
                ? Unreadable.Because(Step, "The PDF is cut off.")
            : bytes;
    }
}
