using Microsoft.Extensions.Primitives;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>The parameters of a request: GET or POST, the supplier takes both.</summary>
internal sealed class Asked
{
    private readonly IQueryCollection _query;
    private readonly IFormCollection? _form;

    private Asked(IQueryCollection query, IFormCollection? form)
    {
        _query = query;
        _form = form;
    }

    public string? this[string name] =>
        _query.TryGetValue(name, out var value) ? value.ToString()
        : _form is not null && _form.TryGetValue(name, out value) ? value.ToString()
        : null;

    public static async Task<Asked> ReadAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : null;
        return new(context.Request.Query, form);
    }

    public bool Has(string name) => !StringValues.IsNullOrEmpty(this[name]);

    public bool IsOn(string name) =>
        this[name] is { } text
        && (text is "1" || string.Equals(text, "true", StringComparison.OrdinalIgnoreCase));

    public int Number(string name, int otherwise) =>
        int.TryParse(this[name], out var number) && number >= 0 ? number : otherwise;

    /// <summary>What is not a number in a list is passed over.</summary>
    public static IEnumerable<int> Numbers(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.TryParse(text, out var number) ? number : -1)
            .Where(number => number >= 0);
}
