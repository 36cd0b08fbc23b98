namespace TimurApiConnect.Gateway.Documents;

/// <summary>A process that read PDFs ended before it was done.</summary>
/// <param name="why">What happened to it, said as "it …" of the file that it read.</param>
/// <param name="isOfTheFile">Whether the file that it read is the reason. Else somebody or something outside has ended it.</param>
internal sealed class PdfProcessException(string why, bool isOfTheFile) : Exception(why)
{
    public bool IsOfTheFile => isOfTheFile;
}
