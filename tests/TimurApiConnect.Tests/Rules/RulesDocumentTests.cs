using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Rules;

public class RulesDocumentTests
{
    private static string[] Errors(string json) =>
        [.. RulesDocument.Read(json).Errors.Select(e => e.Path)];

    private static string With(string replaced, string replacement)
    {
        Assert.Contains(replaced, RulesDocument.Default, StringComparison.Ordinal);
        return RulesDocument.Default.Replace(replaced, replacement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_rules_are_right()
    {
        var (rules, errors) = RulesDocument.Read(RulesDocument.Default);

        Assert.Empty(errors);
        Assert.NotNull(rules);
    }

    [Theory]
    [InlineData(
        "\"markupPercent\": 45",
        "\"markupPercent\": \"45\"",
        "$.prices.rules[0].markupPercent"
    )]
    [InlineData(
        "\"markupPercent\": 45",
        "\"markupPercent\": 45.555",
        "$.prices.rules[0].markupPercent"
    )]
    [InlineData(
        "\"markupPercent\": 45",
        "\"markupPercent\": 4500",
        "$.prices.rules[0].markupPercent"
    )]
    [InlineData("\"markupPercent\": 45", "\"markupPercnt\": 45", "$.prices.rules[0].markupPercnt")]
    [InlineData("\"name\": \"Under 5 000\"", "\"name\": \"\"", "$.prices.rules[0].name")]
    [InlineData("\"name\": \"Under 5 000\"", "\"name\": \"\\ud800\"", "$")]
    [InlineData("\"markupPercent\": 45", "\"\\udfff\": 45", "$")]
    [InlineData("\"scheme\": \"article\"", "\"scheme\": \"Article\"", "$.sku.scheme")]
    [InlineData("\"scheme\": \"article\"", "\"scheme\": \"mapping\"", "$.sku.mappingFile")]
    [InlineData(
        "\"scheme\": \"article\"",
        "\"scheme\": \"article\", \"mappingFile\": \"a.csv\"",
        "$.sku.mappingFile"
    )]
    [InlineData("\"ending\": 0", "\"ending\": 10", "$.prices.rounding.ending")]
    [InlineData(
        "\"rrp\": {}",
        "\"rrp\": { \"leastPercent\": 100, \"mostPercent\": 90 }",
        "$.prices.rrp"
    )]
    [InlineData("\"rrp\": {}", "\"rrp\": 5", "$.prices.rrp")]
    [InlineData(
        "{ \"tenge\": 1300 }",
        "{ \"priceUpTo\": 20000, \"tenge\": 1300 }",
        "$.floor.delivery[3].priceUpTo"
    )]
    [InlineData("\"priceUpTo\": 5000", "\"priceUpTo\": 500", "$.floor.delivery[1].priceUpTo")]
    [InlineData("\"percent\": 12.5", "\"percent\": 90, \"x\": 1", "$.floor.commissions[0].x")]
    [InlineData("\"taxPercent\": 3", "\"taxPercent\": 50", null)]
    [InlineData(
        "\"storeId\": \"PP1\"",
        "\"storeId\": \"PP1\", \"city\": \"750000000\"",
        "$.points[0].city"
    )]
    [InlineData("\"available\": true", "\"available\": false", "$.points")]
    [InlineData("\"cities\": []", "\"cities\": [{ \"id\": \"710000000\" }]", "$.points[0].city")]
    [InlineData("\"sell\": false", "\"sell\": null", "$.assortment[0].sell")]
    [InlineData("\"priceFrom\": 20000000", "\"brands\": \"HP\"", "$.assortment[0].when.brands")]
    [InlineData("\"priceFrom\": 20000000", "\"articles\": [0]", "$.assortment[0].when.articles[0]")]
    [InlineData(
        "\"multiplicity\": \"roundDown\"",
        "\"multiplicity\": \"up\"",
        "$.stock[0].multiplicity"
    )]
    public void A_wrong_value_is_named_by_its_path(
        string replaced,
        string replacement,
        string? path
    )
    {
        var errors = Errors(With(replaced, replacement));

        Assert.Equal(path is null ? [] : [path], errors);
    }

    [Fact]
    public void All_errors_come_at_once()
    {
        var errors = Errors(
            """{ "prices": { "rules": [{ "markupPercent": "x" }] }, "stock": 5, "colour": "red" }"""
        );

        Assert.Equal(
            [
                "$.colour",
                "$.floor.commissions",
                "$.points",
                "$.points",
                "$.prices.rules[0].markupPercent",
                "$.prices.rules[0].name",
                "$.stock",
                "$.stock",
            ],
            errors.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"stock\": [], \"stock\": [] }")]
    public void What_is_no_document_is_an_error_and_no_exception(string json) =>
        Assert.NotEmpty(Errors(json));

    [Fact]
    public void A_message_quotes_the_value_and_says_what_is_wanted()
    {
        var error = Assert.Single(RulesDocument.Read(With("\"step\": 10", "\"step\": 0")).Errors);

        Assert.Equal(
            new RulesError(
                "$.prices.rounding.step",
                "is 0; a whole number from 1 to 100000 is wanted."
            ),
            error
        );
    }
}
