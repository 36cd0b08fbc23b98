namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>Where a vendor can put our token in an answer; §§ stands for it.</summary>
internal static class EchoPlaces
{
    private const string Here = "§§";

    /// <summary>Places that both vendors have.</summary>
    private static readonly Dictionary<string, (string Head, string Body)> Both = new(
        StringComparer.Ordinal
    )
    {
        ["no JSON"] = ("400 Bad Request", "access-token=§§ is wrong"),
        ["page"] = ("403 Forbidden\r\nContent-Type: text/html", "<html><p>§§</p></html>"),
        ["page with success"] = ("200 OK\r\nContent-Type: text/html", "<html><p>§§</p></html>"),
        ["redirect's path"] = ("302 Found\r\nLocation: https://elsewhere.example/§§/x", ""),
        ["redirect's host"] = ("302 Found\r\nLocation: https://§§.example/", ""),
        ["redirect's path here"] = ("301 Moved\r\nLocation: /x/§§", ""),
        ["media type"] = ("400 Bad Request\r\nContent-Type: text/§§", "no"),
        ["media type with success"] = ("200 OK\r\nContent-Type: text/§§", "{}"),
        ["reason"] = ("400 Bad §§ Request", ""),
        ["headers"] = (
            "500 Error\r\nX-Was: §§\r\nRetry-After: §§\r\nDate: §§\r\nServer: §§\r\nX-§§: 1",
            ""
        ),
        ["encoding"] = ("200 OK\r\nContent-Encoding: §§", "{}"),
        ["cut JSON"] = ("200 OK", "{\"data\":\"§§"),
        ["no JSON at all"] = ("200 OK", "§§"),
        ["name"] = ("200 OK", "{\"§§\":{\"§§\":\"§§\"}}"),
    };

    public static IEnumerable<(string Name, string Head, string Body)> OfKaspi =>
        Together([
            .. Statuses.Select(s => (s, s, "{\"errors\":[{\"title\":\"no §§\"}]}")),
            ("many", "400 Bad", "{\"errors\":[{\"title\":\"§§\"},{\"§§\":1,\"title\":\"§§\"}]}"),
            (
                "row that lacks all",
                "200 OK",
                "{\"data\":[{\"id\":\"§§\",\"attributes\":{\"code\":\"§§\"}}],\"meta\":{\"totalCount\":1}}"
            ),
        ]);

    public static IEnumerable<(string Name, string Head, string Body)> OfAlStyle =>
        Together([
            .. Statuses.Select(s => (s, s, "{\"success\":false,\"message\":\"no §§\"}")),
            ("no, message", "200 OK", "{\"status\":false,\"message\":\"no §§\"}"),
            ("no, error", "200 OK", "{\"status\":\"error\",\"error\":\"§§\"}"),
            ("no, errors", "200 OK", "{\"success\":false,\"errors\":\"§§\"}"),
            (
                "no, within",
                "200 OK",
                "{\"status\":true,\"data\":{\"status\":\"§§\",\"message\":\"§§\"}}"
            ),
        ]);

    private static string[] Statuses =>
        ["400 Bad", "401 Unauthorized", "403 Forbidden", "404 No", "429 Many", "503 Away"];

    /// <summary>An answer with a spelling of a token in it.</summary>
    public static (string Head, string Body) With(string head, string body, string spelling) =>
        (head.Replace(Here, spelling), body.Replace(Here, spelling));

    private static IEnumerable<(string, string, string)> Together(
        IEnumerable<(string, string, string)> own
    ) => Both.Select(b => (b.Key, b.Value.Head, b.Value.Body)).Concat(own);
}
