using System.Text;
using System.Text.Json;
using TimurApiConnect.AlStyle.Ordering;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.AlStyle;

/// <summary>The supplier's answers about ordering, damaged at random: read, refused by name, or unreadable; never anything else.</summary>
public class OrderingFuzzTests(ITestOutputHelper output)
{
    private const int Answers = 5_000;

    [Fact]
    public void Terms() =>
        Damage(
            """
            {"status":true,"data":{"bin":"990140001234","Доверенности":[{"ФИО":"Иванов","ДатаОкончания":"31.12.2026","Номер":"17","Основной":true,"empty":false}],
             "Транспортники":[{"СпособДоставки":"Самовывоз","Адрес":"Алматы","Основной":true}]}}
            """,
            hasEffect: false,
            OrderingAnswers.Terms,
            t =>
            {
                Assert.All(t.Attorneys, a => Assert.NotEmpty(a.Number));
                Assert.All(t.Deliveries, d => Assert.NotEmpty(d.Kind));
            }
        );

    [Fact]
    public void Basket() =>
        Damage(
            """
            {"status":true,"user":1234,"data":{"5001":{"article":601,"price":10120,"price2":"13490","balance":">50","quantity":2,"total":20240},
             "5002":{"article":602,"price":"99.5","balance":"0","quantity":"3"}}}
            """,
            hasEffect: false,
            OrderingAnswers.Basket,
            b =>
                Assert.All(
                    b.Lines,
                    l => Assert.True(l is { Article: >= 0, Quantity: >= 0, Price: >= 0 })
                )
        );

    [Fact]
    public void Placed() =>
        Damage(
            """{"status":true,"data":{"status":"ok","id":1900001}}""",
            hasEffect: true,
            OrderingAnswers.Placed,
            p => Assert.NotEmpty(p.Number)
        );

    [Fact]
    public void Orders() =>
        Damage(
            """
            {"elements":[{"id":"1900001","date":"24.11.2026","sum":20240,"status":"N","merge_with":null,"external_id":"TAC-1"},{"id":2,"sum":"7.5","status":"Un","merge_with":"1900001"}],
             "pagination":{"totalCount":2,"totalPages":1,"pageSize":20,"currentPage":1}}
            """,
            hasEffect: false,
            OrderingAnswers.Orders,
            p =>
            {
                Assert.True(p.Pages >= 0);
                Assert.All(p.Orders, o => Assert.True(o.Number.Length > 0 && o.Sum >= 0));
            }
        );

    [Fact]
    public void One_order() =>
        Damage(
            """{"data":{"id":"1900001","sum":20240,"status":"N","cart":[{"article":601,"price":10120,"quantity":2},{"article":602,"price":1,"quantity":1}]}}""",
            hasEffect: false,
            OrderingAnswers.OneOrder,
            o => Assert.All(o.Lines!, l => Assert.True(l is { Article: >= 0, Quantity: >= 0 }))
        );

    [Theory]
    [InlineData("24.11.2026 14:05:00", "2026-11-24 14:05")]
    [InlineData("24.11.2026", "2026-11-24 00:00")]
    [InlineData("2026-11-24T14:05:00", "2026-11-24 14:05")]
    [InlineData("yesterday", null)]
    public void The_date_of_an_order_is_read_where_it_can_be(string written, string? at)
    {
        using var answer = JsonDocument.Parse(
            """{"elements":[{"id":1,"date":"?","sum":1}],"pagination":{"totalPages":1}}""".Replace(
                "?",
                written,
                StringComparison.Ordinal
            )
        );
        Assert.Equal(
            at is null ? null : DateTime.Parse(at, null),
            OrderingAnswers.Orders(answer.RootElement).Orders[0].Date
        );
    }

    private void Damage<T>(
        string answer,
        bool hasEffect,
        Func<JsonElement, T> read,
        Action<T> check
    )
        where T : notnull
    {
        var (lot, whole) = (new Random(11), Encoding.UTF8.GetBytes(answer));
        var (good, refused, unreadable) = (0, 0, 0);
        for (var i = 0; i < Answers; i++)
        {
            try
            {
                var outcome = AnswerJson.Read(
                    Mutation.Of(whole, lot),
                    root =>
                        OrderingVerdict.On("cart-api", root, hasEffect) is { } no
                            ? no
                            : (Outcome<T>)read(root)
                );
                if (outcome.Worked)
                {
                    good++;
                    check(outcome.Value);
                }
                else
                {
                    refused++;
                    Assert.True(
                        outcome.Failure.Kind
                            is FailureKind.RequestRefused
                                or FailureKind.OverTheLimit
                    );
                }
            }
            catch (Exception e) when (e is UnreadableAnswerException or JsonException)
            {
                unreadable++;
            }
        }

        output.WriteLine(
            $"{Answers} answers: {good} read, {refused} refused, {unreadable} unreadable."
        );
        Assert.True(good > Answers / 50 && unreadable > Answers / 20);
    }
}
