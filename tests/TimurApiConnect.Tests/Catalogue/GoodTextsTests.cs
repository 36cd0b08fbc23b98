using System.Text;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.Catalogue;

public class GoodTextsTests
{
    [Fact]
    public void The_three_texts_come_back_apart()
    {
        var texts = GoodTexts.From("Адаптер", "DWA-131", "4600");

        Assert.Equal(
            ("Адаптер", "DWA-131", "4600"),
            (texts.Name.ToString(), texts.PartNumber.ToString(), texts.Barcode.ToString())
        );
    }

    [Fact]
    public void Equality_looks_at_each_text_and_not_at_their_sum()
    {
        Assert.Equal(GoodTexts.From("ab", "c"), GoodTexts.From("ab", "c"));
        Assert.NotEqual(GoodTexts.From("ab", "c"), GoodTexts.From("a", "bc"));
        Assert.NotEqual(GoodTexts.From("", "a"), GoodTexts.From("", "", "a"));
        Assert.Equal(default, GoodTexts.From(""));
    }

    [Fact]
    public void Too_long_a_text_is_cut_at_a_whole_character()
    {
        var texts = GoodTexts.From("x" + new string('я', 600), new string('ю', 100) + "z");

        Assert.Equal("x" + new string('я', 511), texts.Name.ToString());
        Assert.Equal(new string('ю', 64), texts.PartNumber.ToString());
        var bytes = Encoding.UTF8.GetBytes("x" + new string('я', 600));
        Assert.Equal(1_023, GoodTexts.Add(new TextPool(), bytes, bytes, bytes).Name.Length);
    }

    [Fact]
    public void A_copy_does_not_need_the_first_pool()
    {
        var (first, second) = (new TextPool(), new TextPool());
        var texts = GoodTexts.Add(first, "Кабель", "PN", "1");

        Assert.Equal(texts, texts.CopyTo(second));
    }
}
