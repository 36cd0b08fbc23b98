namespace TimurApiConnect.Gateway.Documents.Child;

/// <summary>A PDF that is not joined with others, and why; said to people as "it …".</summary>
internal sealed class PdfRefusedException(string why) : Exception(why);
