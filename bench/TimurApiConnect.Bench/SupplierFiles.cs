using System.Globalization;
using System.Text;

namespace TimurApiConnect.Bench;

/// <summary>
/// A supplier's answers for so many goods, written to files in the shapes and proportions of the real ones: 250 goods a page, names in Russian
/// with a tenth of them to be escaped, 26 % sold out, 25 % with a bound instead of a count.
/// </summary>
internal sealed class SupplierFiles
{
    private const int PageSize = 250;
    private static readonly string[] Kinds =
    [
        "Адаптер сетевой",
        "Кабель",
        "Картридж",
        "Мышь беспроводная",
        "Ноутбук",
        "Камера IP",
        "Коммутатор",
        "Монитор 27\\\"",
    ];

    private SupplierFiles(string pages, string stock, long[] offsets) =>
        (Pages, Stock, Offsets) = (pages, stock, offsets);

    public string Pages { get; }

    public string Stock { get; }

    /// <summary>Where each page begins, and the end.</summary>
    public long[] Offsets { get; }

    public static SupplierFiles Write(int goods, string folder)
    {
        Directory.CreateDirectory(folder);
        var (pages, stock) = (
            Path.Combine(folder, $"pages-{goods}.json"),
            Path.Combine(folder, $"stock-{goods}.json")
        );
        var (random, offsets) = (new Random(1), new List<long> { 0 });
        using var pageFile = new StreamWriter(pages, false, new UTF8Encoding(false), 1 << 20);
        using var stockFile = new StreamWriter(stock, false, new UTF8Encoding(false), 1 << 20);
        stockFile.Write('{');
        for (var first = 0; first < goods; first += PageSize)
        {
            pageFile.Write("{\"elements\":[");
            for (var i = first; i < Math.Min(goods, first + PageSize); i++)
            {
                Write(random, i, pageFile, stockFile);
            }

            pageFile.Write(
                $$$"""],"pagination":{"totalCount":{{{goods}}},"totalPages":{{{(goods + PageSize - 1) / PageSize}}},"currentPage":{{{first / PageSize + 1}}},"limit":250,"offset":{{{first}}} }}"""
            );
            pageFile.Flush();
            offsets.Add(pageFile.BaseStream.Position);
        }

        stockFile.Write('}');
        return new SupplierFiles(pages, stock, [.. offsets]);
    }

    private static void Write(Random random, int i, StreamWriter page, StreamWriter stock)
    {
        var (article, dealer) = (1_000 + i * 2, random.NextInt64(150, 400_000));
        var retail = dealer * random.Next(108, 135) / 100;
        var quantity = random.Next(100) switch
        {
            < 26 => "0",
            < 51 => $"\">{random.Next(1, 20) * 50}\"",
            _ => random.Next(1, 50).ToString(CultureInfo.InvariantCulture),
        };
        var name =
            $"{Kinds[i % Kinds.Length]} Model-{i} {(i % 10 == 0 ? "A&B <2 м>" : "чёрный")}, серия {i % 97}";
        page.Write(i % PageSize == 0 ? "" : ",");
        page.Write(
            $$"""{"article":{{article}},"article_pn":"PN-{{i}}-{{i % 13}}","name":"{{name}}","full_name":"{{name}}, гарантия 12 месяцев, цвет чёрный","category":{{i % 400 + 1}},"sort":500,"price1":{{dealer}},"price2":{{retail}},"quantity":{{quantity}},"quantityMarkdown":0,"priceMarkdown":0,"isnew":0,"brand":"Brand {{i % 213}}","barcode":"4{{i:D12}}","rrp":1,"multiplicity":1,"defectDescription":""}"""
        );
        stock.Write(i == 0 ? "" : ",");
        stock.Write(
            $$"""
            "{{article}}":{"quantity":{{quantity}},"price1":{{dealer}},"price2":{{retail}},"discountPrice":0,"discount":0,"warehouse":"panfilov"}
            """
        );
    }
}
