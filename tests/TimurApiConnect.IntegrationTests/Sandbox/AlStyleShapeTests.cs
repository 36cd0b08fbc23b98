using System.Net;
using System.Text.Json;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox;

public class AlStyleShapeTests
{
    [Fact]
    public async Task Elements_are_wrapped_twice_and_can_be_wrapped_once()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var twice = await sandbox.AlStyleAsync("elements?limit=3");
        Assert.Equal(1, twice.GetArrayLength());
        Assert.Equal(3, twice[0].GetArrayLength());

        await sandbox.SetAlStyleAsync(new { arrayWrap = "single" });
        var once = await sandbox.AlStyleAsync("elements?limit=3");
        Assert.Equal(3, once.GetArrayLength());
        string[] names =
        [
            "article",
            "name",
            "full_name",
            "category",
            "sort",
            "price1",
            "price2",
            "quantity",
            "isnew",
            "article_pn",
        ];
        Assert.All(names, name => Assert.True(once[0].TryGetProperty(name, out _), name));
        Assert.False(once[0].TryGetProperty("brand", out _));
    }

    [Fact]
    public async Task A_limit_above_250_is_cut_without_a_word()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=600");
        var page = await sandbox.AlStyleAsync("elements-pagination?limit=20000&offset=250");
        Assert.Equal(250, page.GetProperty("elements").GetArrayLength());
        var pagination = page.GetProperty("pagination");
        Assert.Equal(
            (600, 3, 2, 250, 250),
            (
                Int(pagination, "totalCount"),
                Int(pagination, "totalPages"),
                Int(pagination, "currentPage"),
                Int(pagination, "limit"),
                Int(pagination, "offset")
            )
        );
        Assert.Equal(250, (await sandbox.AlStyleAsync("elements?limit=251"))[0].GetArrayLength());
    }

    [Fact]
    public async Task Pages_cover_the_catalogue_without_gaps()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=600");
        var articles = new List<int>();
        for (var offset = 0; offset < 600; offset += 250)
        {
            var page = await sandbox.AlStyleAsync($"elements-pagination?limit=250&offset={offset}");
            articles.AddRange(
                page.GetProperty("elements").EnumerateArray().Select(e => Int(e, "article"))
            );
        }

        var truth = await sandbox.GoodsAsync();
        Assert.Equal(truth.Select(g => g.Article), articles);
    }

    [Fact]
    public async Task Additional_fields_come_only_when_asked_and_an_unknown_one_is_500()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        const string all =
            "description,brand,weight,warranty,images,url,barcode,reducedprice,expectedArrivalDate,discountPrice,discount,"
            + "certificates,instructions,reservationTime,reservationDate,defectDescription,rrp,warehouse,warehouses,"
            + "marketplaceArticles,tnved,multiplicity";
        var good = (await sandbox.AlStyleAsync($"elements?limit=1&additional_fields={all}"))[0][0];
        Assert.All(all.Split(','), name => Assert.True(good.TryGetProperty(name, out _), name));
        Assert.Equal(JsonValueKind.String, good.GetProperty("brand").ValueKind);

        await sandbox.SetAlStyleAsync(new { brandShape = "object" });
        good = (await sandbox.AlStyleAsync("elements?limit=1&additional_fields=brand,price1"))[0][
            0
        ];
        Assert.Equal(36, good.GetProperty("brand").GetProperty("id").GetString()!.Length);

        foreach (
            var query in (string[])
                [
                    "elements?additional_fields=brand,params",
                    "elements?additional_fields=properties",
                    "elements?article=601",
                ]
        )
        {
            using var refused = await sandbox.AskAlStyleAsync(query);
            Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Element_info_finds_by_article_part_number_and_name()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var goods = await sandbox.GoodsAsync();
        var list = await sandbox.AlStyleAsync(
            $"element-info?article={goods[5].Article},{goods[2].Article},99999999&additional_fields=detailText,properties"
        );
        Assert.Equal(
            [goods[5].Article, goods[2].Article],
            list.EnumerateArray().Select(e => Int(e, "article"))
        );
        Assert.True(list[0].TryGetProperty("properties", out _));

        var named = goods.First(g =>
            g.PartNumber.Length > 8 && g.PartNumber.All(char.IsAsciiLetterOrDigit)
        );
        var found = await sandbox.AlStyleAsync($"element-info?article_pn={named.PartNumber}");
        Assert.Contains(named.Article, found.EnumerateArray().Select(e => Int(e, "article")));
        Assert.NotEqual(
            0,
            (
                await sandbox.AlStyleAsync($"element-info?name={Uri.EscapeDataString(named.Brand)}")
            ).GetArrayLength()
        );
    }

    [Fact]
    public async Task Categories_are_an_unsorted_nested_set_with_own_goods_only()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var all = (await sandbox.AlStyleAsync("categories")).EnumerateArray().ToList();
        Assert.NotEqual(all.Select(c => Int(c, "left")).Order(), all.Select(c => Int(c, "left")));
        Assert.Equal([1, 2, 3], all.Select(c => Int(c, "level")).Distinct().Order());
        Assert.Equal(600, all.Sum(c => Int(c, "elements")));
        Assert.All(all.Where(c => Int(c, "level") < 3), c => Assert.Equal(0, Int(c, "elements")));
        var edges = all.SelectMany(c => new[] { Int(c, "left"), Int(c, "right") }).Order();
        Assert.Equal(Enumerable.Range(1, all.Count * 2), edges);

        var leaf = all.First(c => Int(c, "elements") > 3);
        var inLeaf = await sandbox.AlStyleAsync(
            $"elements-pagination?category={Int(leaf, "id")}&limit=2"
        );
        Assert.Equal(Int(leaf, "elements"), Int(inLeaf.GetProperty("pagination"), "totalCount"));
        var root = all.First(c => Int(c, "level") == 1);
        var below = await sandbox.AlStyleAsync($"categories?id={Int(root, "id")}");
        Assert.Equal((Int(root, "right") - Int(root, "left") - 1) / 2, below.GetArrayLength());
    }

    [Fact]
    public async Task Brands_are_an_object_and_a_brand_filters()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var brands = await sandbox.AlStyleAsync("brands");
        Assert.True(brands.GetProperty("status").GetBoolean());
        var first = brands.GetProperty("data")[0];
        var goods = await sandbox.AlStyleAsync(
            $"elements-pagination?brand={first.GetProperty("id").GetString()}&limit=1"
        );
        Assert.Equal(Int(first, "count"), Int(goods.GetProperty("pagination"), "totalCount"));
        Assert.Equal(213, brands.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Quantity_price_is_the_whole_catalogue_bare_or_in_data()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var all = await sandbox.AlStyleAsync("quantity-price");
        Assert.Equal(600, all.EnumerateObject().Count());
        string[] names = ["quantity", "price1", "price2", "discountPrice", "discount", "warehouse"];
        Assert.All(
            all.EnumerateObject(),
            g =>
                Assert.Equal(
                    string.Join(',', names),
                    string.Join(',', g.Value.EnumerateObject().Select(p => p.Name))
                )
        );

        await sandbox.SetAlStyleAsync(new { quantityPriceWrap = "data" });
        Assert.Equal(
            600,
            (await sandbox.AlStyleAsync("quantity-price"))
                .GetProperty("data")
                .EnumerateObject()
                .Count()
        );
    }

    [Fact]
    public async Task Quantity_answers_a_list_or_everything_and_missing_goods_can_be_left_out()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var goods = await sandbox.GoodsAsync();
        var two = await sandbox.AlStyleAsync(
            $"quantity?article={goods[0].Article},{goods[7].Article},5"
        );
        Assert.Equal(
            $"{goods[0].Article},{goods[7].Article}",
            string.Join(',', two.EnumerateObject().Select(p => p.Name))
        );
        Assert.Equal(600, (await sandbox.AlStyleAsync("quantity")).EnumerateObject().Count());

        var inStock = goods.Count(g => g.Quantity.ToString() != "0");
        var without = await sandbox.AlStyleAsync("quantity-price?exclude_missing=1");
        Assert.Equal(inStock, without.EnumerateObject().Count());
    }

    [Fact]
    public async Task A_value_can_have_any_shape()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var article = (await sandbox.GoodsAsync(take: 1))[0].Article;
        foreach (
            var raw in (string[])["\">50\"", "\"<10\"", "\"abc\"", "null", "7", "-3", "\"12\""]
        )
        {
            using var shape = JsonDocument.Parse(raw);
            await sandbox.SetGoodAsync(
                article,
                new
                {
                    quantity = shape.RootElement,
                    price2 = 12.5,
                    name = "<b>X</b> & \"Y\"",
                }
            );
            var good = (await sandbox.AlStyleAsync($"element-info?article={article}"))[0];
            Assert.Equal(raw, good.GetProperty("quantity").GetRawText());
            Assert.Equal("<b>X</b> & \"Y\"", good.GetProperty("name").GetString());
            var pair = (
                await sandbox.AlStyleAsync($"quantity-price?article={article}")
            ).GetProperty($"{article}");
            Assert.Equal(
                (raw, "12.5"),
                (pair.GetProperty("quantity").GetRawText(), pair.GetProperty("price2").GetRawText())
            );
        }
    }

    [Fact]
    public async Task A_post_with_a_form_is_answered_too()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var form = new FormUrlEncodedContent([new("limit", "2")]);
        using var response = await sandbox.Http.PostAsync(
            $"/api/elements?access-token={SandboxServer.AlStyleToken}",
            form,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, (await SandboxServer.JsonAsync(response))[0].GetArrayLength());
    }

    private static int Int(JsonElement element, string name) =>
        element.GetProperty(name).GetInt32();
}
