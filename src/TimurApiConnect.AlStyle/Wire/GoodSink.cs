using System.Text.Json;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.AlStyle.Wire;

// GET elements-pagination?limit=250&offset=0&additional_fields=brand,barcode,… →
//   { "elements": [ { "article": 18104, "article_pn": "DWA-131", "name": "Адаптер…", "category": 3711, "price1": 12390, "price2": 14990,
//       "quantity": ">50", "brand": "D-Link", "barcode": "0790069…", "rrp": 1, "multiplicity": 1, "quantityMarkdown": 0, … } ],
//     "pagination": { "totalCount": 15065, "totalPages": 61, "currentPage": 1, "limit": 250, "offset": 0 } }
// GET element-info?article=18104,18105 → [ {…}, {…} ]
// Also seen: the list wrapped twice [[ {…} ]], "brand": { "id": "…", "name": "D-Link" }, numbers as text, fields missing.

/// <summary>Reads goods into a crawl, whatever the list is wrapped in.</summary>
internal sealed class GoodSink(CatalogueBuilder crawl) : ITokenSink
{
    private const int Outside = -1;
    private readonly Stack<bool> _isList = new();

    // Containers open inside the good that is being read; negative outside of goods. Counted here: asking the reader for its depth at each
    // token costs a tenth of the whole reading.
    private int _nested = Outside;
    private Good _good;
    private readonly byte[] _name = new byte[GoodTexts.LongestName];
    private readonly byte[] _partNumber = new byte[GoodTexts.LongestCode];
    private readonly byte[] _barcode = new byte[GoodTexts.LongestCode];
    private (int Name, int PartNumber, int Barcode) _lengths;
    private Field _field;
    private bool _inBrand;
    private string? _topName;

    /// <summary>Rows that came, doubled ones included.</summary>
    public int Rows { get; private set; }

    /// <summary>What the pagination says there are in all; null when it was not given.</summary>
    public int? Total { get; private set; }

    /// <summary>Set when the answer is a refusal in disguise.</summary>
    public bool SaysNoSuccess { get; private set; }

    /// <summary>The seconds to wait that such a refusal names.</summary>
    public decimal? Interval { get; private set; }

    private enum Field
    {
        Other,
        Article,
        Name,
        PartNumber,
        Category,
        Dealer,
        Retail,
        Rrp,
        Quantity,
        Brand,
        Barcode,
        Multiplicity,
        Markdown,
        Defect,
    }

    /// <inheritdoc/>
    public void TakeAll(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (_nested == Outside)
            {
                TakeOutside(ref reader);
            }
            else
            {
                TakeInGood(ref reader);
            }
        }
    }

    private void TakeOutside(ref Utf8JsonReader token)
    {
        switch (token.TokenType)
        {
            case JsonTokenType.StartArray:
                _isList.Push(true);
                break;
            case JsonTokenType.StartObject when _isList.TryPeek(out var inList) && inList:
                Start();
                break;
            case JsonTokenType.StartObject:
                _isList.Push(false);
                break;
            case JsonTokenType.EndArray or JsonTokenType.EndObject:
                _isList.Pop();
                break;
            case JsonTokenType.PropertyName:
                _topName = Values.String(ref token);
                break;
            case JsonTokenType.Number
            or JsonTokenType.String
                when _topName == "totalCount" && Values.Whole(ref token) is { } total:
                Total = total;
                break;
            case JsonTokenType.Number
                when _topName == "interval" && token.TryGetDecimal(out var seconds):
                Interval = seconds;
                break;
            case JsonTokenType.False when _topName is "success" or "status":
                SaysNoSuccess = true;
                break;
        }
    }

    private void Start()
    {
        (_nested, _field, _inBrand) = (0, Field.Other, false);
        _lengths = default;
        _good = new Good
        {
            Multiplicity = 1,
            DealerPrice = PriceReading.NotUnderstood,
            RetailPrice = PriceReading.NotUnderstood,
        };
    }

    private void TakeInGood(ref Utf8JsonReader token)
    {
        switch (token.TokenType)
        {
            case JsonTokenType.PropertyName when _nested == 0:
                _field = FieldOf(token.ValueSpan);
                break;
            case JsonTokenType.PropertyName:
                // "brand": { "id": "…", "name": "D-Link" }
                _inBrand =
                    _nested == 1
                    && _field == Field.Brand
                    && token.ValueSpan.SequenceEqual("name"u8);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                if (_nested == 0)
                {
                    TakeValue(ref token);
                }

                (_nested, _inBrand) = (_nested + 1, false);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray when _nested == 0:
                End();
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                (_nested, _inBrand) = (_nested - 1, false);
                break;
            default:
                if (_nested == 0)
                {
                    TakeValue(ref token);
                }
                else if (_inBrand)
                {
                    TakeBrand(ref token);
                }

                break;
        }
    }

    private void End()
    {
        _nested = Outside;
        Rows++;
        if (_good.Article <= 0)
        {
            crawl.Rejected++;
            return;
        }

        crawl.Unreadable +=
            (_good.Quantity.IsKnown ? 0 : 1)
            + (_good.DealerPrice < 0 ? 1 : 0)
            + (_good.RetailPrice < 0 ? 1 : 0);
        // A price that was not understood is no price: the good is treated as "on request", never sold for 0.
        _good.DealerPrice = Math.Max(_good.DealerPrice, 0);
        _good.RetailPrice = Math.Max(_good.RetailPrice, 0);
        _good.Texts = GoodTexts.Add(
            crawl.Texts,
            _name.AsSpan(0, _lengths.Name),
            _partNumber.AsSpan(0, _lengths.PartNumber),
            _barcode.AsSpan(0, _lengths.Barcode)
        );
        crawl.Add(_good);
    }

    private void TakeValue(ref Utf8JsonReader token)
    {
        switch (_field)
        {
            case Field.Other:
                break;
            case Field.Article:
                _good.Article = Values.Whole(ref token) ?? 0;
                break;
            case Field.Name:
                _lengths.Name = Values.Text(ref token, _name);
                break;
            case Field.PartNumber:
                _lengths.PartNumber = Values.Text(ref token, _partNumber);
                break;
            case Field.Barcode:
                _lengths.Barcode = Values.Text(ref token, _barcode);
                break;
            case Field.Category:
                _good.Category = Values.Whole(ref token) ?? 0;
                break;
            case Field.Dealer:
                _good.DealerPrice = Values.Price(ref token);
                break;
            case Field.Retail:
                _good.RetailPrice = Values.Price(ref token);
                break;
            case Field.Rrp:
                // 1 stands for "none"; so does what is no number.
                _good.Rrp = Values.Price(ref token) is > 1 and var rrp ? rrp : 0;
                break;
            case Field.Quantity:
                _good.Quantity = Values.Quantity(ref token);
                break;
            case Field.Brand when token.TokenType == JsonTokenType.String:
                TakeBrand(ref token);
                break;
            case Field.Multiplicity:
                _good.Multiplicity = Math.Max(1, Values.Whole(ref token) ?? 1);
                break;
            case Field.Markdown
                when Values.Quantity(ref token) is not { IsKnown: true, Value: 0 }
                    && token.TokenType is not JsonTokenType.Null:
            case Field.Defect
                when token.TokenType == JsonTokenType.String
                    && !token.ValueSpan.Trim((byte)' ').IsEmpty:
                _good.Marks |= GoodMarks.MarkedDown;
                break;
        }
    }

    private void TakeBrand(ref Utf8JsonReader token)
    {
        if (token.TokenType == JsonTokenType.String)
        {
            _good.Brand = token.ValueIsEscaped
                ? crawl.Brands.Add(Values.String(ref token).Trim())
                : crawl.Brands.Add(token.ValueSpan.Trim((byte)' '));
        }
    }

    private static Field FieldOf(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            3 when name.SequenceEqual("rrp"u8) => Field.Rrp,
            4 when name.SequenceEqual("name"u8) => Field.Name,
            5 when name.SequenceEqual("brand"u8) => Field.Brand,
            6 when name.SequenceEqual("price1"u8) => Field.Dealer,
            6 when name.SequenceEqual("price2"u8) => Field.Retail,
            7 when name.SequenceEqual("article"u8) => Field.Article,
            7 when name.SequenceEqual("barcode"u8) => Field.Barcode,
            8 when name.SequenceEqual("category"u8) => Field.Category,
            8 when name.SequenceEqual("quantity"u8) => Field.Quantity,
            10 when name.SequenceEqual("article_pn"u8) => Field.PartNumber,
            12 when name.SequenceEqual("multiplicity"u8) => Field.Multiplicity,
            16 when name.SequenceEqual("quantityMarkdown"u8) => Field.Markdown,
            17 when name.SequenceEqual("defectDescription"u8) => Field.Defect,
            _ => Field.Other,
        };
}
