using System.Buffers.Text;
using System.Text.Json;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.AlStyle.Wire;

// GET quantity-price → { "18104": { "quantity": ">50", "price1": 12390, "price2": 14990, "discountPrice": 0, "discount": 0, "warehouse": "…" }, … }
// GET quantity       → { "18104": 12, "18105": ">100", … }
// Also seen: everything inside { "data": { … } }; prices as text; PHP's [] for an empty object; { "success": false, "interval": 5 } with 200.

/// <summary>Reads stock and prices keyed by article.</summary>
internal sealed class StockSink : ITokenSink
{
    private readonly StockReading _reading = new();
    private int _goodsDepth = 1;
    private int _article;
    private Field _field;
    private Quantity _quantity;
    private long _dealer;
    private long _retail;
    private bool _rootSeen;

    /// <summary>What was read.</summary>
    public StockReading Reading => _reading;

    /// <summary>Set when the answer is a refusal in disguise.</summary>
    public bool SaysNoSuccess { get; private set; }

    /// <summary>The seconds to wait that such a refusal names.</summary>
    public decimal? Interval { get; private set; }

    private enum Field
    {
        Other,
        Quantity,
        Dealer,
        Retail,
    }

    /// <inheritdoc/>
    public void TakeAll(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            Take(ref reader);
        }
    }

    private void Take(ref Utf8JsonReader token)
    {
        if (!_rootSeen)
        {
            _rootSeen = true;
            if (token.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                throw new UnreadableAnswerException(
                    "The answer is not an object keyed by article."
                );
            }

            return;
        }

        // A container's own tokens carry the depth outside it, so a good's key and its object stand at _goodsDepth, its fields one below.
        var depth = token.CurrentDepth;
        if (depth == _goodsDepth)
        {
            TakeGood(ref token);
        }
        else if (depth == _goodsDepth + 1)
        {
            TakeField(ref token);
        }
    }

    private void TakeGood(ref Utf8JsonReader token)
    {
        switch (token.TokenType)
        {
            case JsonTokenType.PropertyName
                when _goodsDepth == 1 && token.ValueTextEquals("data"u8):
                _goodsDepth = 2;
                break;
            case JsonTokenType.PropertyName:
                Key(ref token);
                break;
            case JsonTokenType.StartObject:
                (_quantity, _dealer, _retail, _field) = (
                    Quantity.Unknown,
                    PriceReading.NotUnderstood,
                    PriceReading.NotUnderstood,
                    Field.Other
                );
                break;
            case JsonTokenType.EndObject when _article > 0:
                Add(_dealer, _retail);
                break;
            case JsonTokenType.False when _article == NoSuccess:
                SaysNoSuccess = true;
                break;
            case JsonTokenType.Number
                when _article == IntervalKey && token.TryGetDecimal(out var seconds):
                Interval = seconds;
                break;
            case JsonTokenType.Number
            or JsonTokenType.String
            or JsonTokenType.Null
            or JsonTokenType.True
            or JsonTokenType.False when _article > 0:
                // The method "quantity": the value itself is the stock.
                _quantity = Values.Quantity(ref token);
                Add(PriceReading.NotUnderstood, PriceReading.NotUnderstood, withPrices: false);
                break;
        }
    }

    private const int NotAnArticle = 0;
    private const int NoSuccess = -1;
    private const int IntervalKey = -2;

    private void Key(ref Utf8JsonReader token)
    {
        var name = token.ValueSpan;
        if (
            Utf8Parser.TryParse(name, out int article, out var used)
            && used == name.Length
            && article > 0
        )
        {
            _article = article;
            return;
        }

        _article =
            name.SequenceEqual("success"u8) || name.SequenceEqual("status"u8) ? NoSuccess
            : name.SequenceEqual("interval"u8) ? IntervalKey
            : NotAnArticle;
        _reading.Rejected += _article == NotAnArticle ? 1 : 0;
    }

    private void TakeField(ref Utf8JsonReader token)
    {
        if (token.TokenType == JsonTokenType.PropertyName)
        {
            _field = token.ValueSpan switch
            {
                var name when name.SequenceEqual("quantity"u8) => Field.Quantity,
                var name when name.SequenceEqual("price1"u8) => Field.Dealer,
                var name when name.SequenceEqual("price2"u8) => Field.Retail,
                _ => Field.Other,
            };
            return;
        }

        switch (_field)
        {
            case Field.Quantity:
                _quantity = Values.Quantity(ref token);
                break;
            case Field.Dealer:
                _dealer = Values.Price(ref token);
                break;
            case Field.Retail:
                _retail = Values.Price(ref token);
                break;
        }
    }

    private void Add(long dealer, long retail, bool withPrices = true)
    {
        _reading.Unreadable += _quantity.IsKnown ? 0 : 1;
        _reading.Unreadable += withPrices ? (dealer < 0 ? 1 : 0) + (retail < 0 ? 1 : 0) : 0;
        _reading.Lines.Add(new StockLine(_article, _quantity, dealer, retail));
        _article = NotAnArticle;
    }
}
