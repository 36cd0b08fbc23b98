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
    private Place _place = Place.Before;

    // Containers open inside the good that is being read.
    private int _nested;
    private int _article;
    private Field _field;
    private Quantity _quantity;
    private long _dealer;
    private long _retail;

    /// <summary>What was read.</summary>
    public StockReading Reading => _reading;

    /// <summary>Set when the answer is a refusal in disguise.</summary>
    public bool SaysNoSuccess { get; private set; }

    /// <summary>The seconds to wait that such a refusal names.</summary>
    public decimal? Interval { get; private set; }

    private enum Place
    {
        /// <summary>Nothing has come.</summary>
        Before,

        /// <summary>Among the articles.</summary>
        Goods,

        /// <summary>After the key <c>data</c>: what opens now holds the articles.</summary>
        Wrapper,

        /// <summary>Within one article's value.</summary>
        Good,

        /// <summary>Behind the last article.</summary>
        After,
    }

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
        switch (_place)
        {
            case Place.Good:
                TakeInGood(ref token);
                break;
            case Place.Goods:
                TakeAmongGoods(ref token);
                break;
            case Place.Wrapper:
                _place = token.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    ? Place.Goods
                    : Place.After;
                break;
            case Place.Before:
                _place = token.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    ? Place.Goods
                    : throw new UnreadableAnswerException(
                        "The answer is not an object keyed by article."
                    );
                break;
        }
    }

    private void TakeAmongGoods(ref Utf8JsonReader token)
    {
        switch (token.TokenType)
        {
            case JsonTokenType.PropertyName:
                Key(ref token);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                (_place, _nested, _field) = (Place.Good, 0, Field.Other);
                (_quantity, _dealer, _retail) = (
                    Quantity.Unknown,
                    PriceReading.NotUnderstood,
                    PriceReading.NotUnderstood
                );
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _place = Place.After;
                break;
            case JsonTokenType.False when _article == NoSuccess:
                SaysNoSuccess = true;
                break;
            case JsonTokenType.Number
                when _article == IntervalKey && token.TryGetDecimal(out var seconds):
                Interval = seconds;
                break;
            default:
                if (_article > 0)
                {
                    // The method "quantity": the value itself is the stock.
                    _quantity = Values.Quantity(ref token);
                    Add(PriceReading.NotUnderstood, PriceReading.NotUnderstood, withPrices: false);
                }

                break;
        }
    }

    private void TakeInGood(ref Utf8JsonReader token)
    {
        switch (token.TokenType)
        {
            case JsonTokenType.PropertyName:
                _field = _nested == 0 ? FieldOf(token.ValueSpan) : Field.Other;
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                (_nested, _field) = (_nested + 1, Field.Other);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray when _nested > 0:
                _nested--;
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _place = Place.Goods;
                if (_article > 0)
                {
                    Add(_dealer, _retail);
                }

                break;
            default:
                TakeValue(ref token);
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

        _place = name.SequenceEqual("data"u8) ? Place.Wrapper : Place.Goods;
        _article =
            name.SequenceEqual("success"u8) || name.SequenceEqual("status"u8) ? NoSuccess
            : name.SequenceEqual("interval"u8) ? IntervalKey
            : NotAnArticle;
        _reading.Rejected += _article == NotAnArticle && _place == Place.Goods ? 1 : 0;
    }

    private static Field FieldOf(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("quantity"u8) => Field.Quantity,
            _ when name.SequenceEqual("price1"u8) => Field.Dealer,
            _ when name.SequenceEqual("price2"u8) => Field.Retail,
            _ => Field.Other,
        };

    private void TakeValue(ref Utf8JsonReader token)
    {
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
