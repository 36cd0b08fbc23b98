using static TimurApiConnect.IntegrationTests.Faults.FaultRow;
using static TimurApiConnect.IntegrationTests.Faults.FaultRows;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>Answers that come whole and are wrong all the same.</summary>
internal static class BodyRows
{
    public static IEnumerable<FaultRow> All =>
        [
            new FaultRow("drip", "drip")
            {
                Values = { ["bytes"] = 64, ["pause"] = "00:00:00.050" },
                OpensBreaker = true,
                Happens =
                    "The answer comes a few bytes at a time and would take minutes; short answers come in time.",
                Does = $"Breaks it off at the limit for an answer. {Leaves}",
            }.Everywhere("broken-off") with
            {
                TokenCheck = new(Ok, Ok),
                Doctor = new("all-well", "all-well"),
            },
            new FaultRow("truncated", "truncated")
            {
                Happens = "The body ends in the middle, the transfer ends well.",
                Does = Refuses,
            }.Everywhere("unreadable"),
            new FaultRow("html 200", "html")
            {
                Happens = "A page for people with status 200.",
                Does = Refuses,
            }.Everywhere("unreadable", "wrong-base-url"),
            new("html 200, quantity-price only", "html")
            {
                FastMethod = "quantity-price",
                FastRun = Ok,
                Happens =
                    "The method for stock and prices is broken, the older one for stock alone is not.",
                Does = "Reads the stock with the older method; prices stay as they were.",
            },
            new("wrongShape, object for list", "wrongShape")
            {
                Values = { ["shape"] = "objectForList" },
                FastRun = "unreadable",
                FullRun = Ok,
                TokenCheck = new(Ok, "unreadable"),
                Doctor = new("all-well", "unreadable"),
                Happens = "Lists come as objects, and objects without a list as lists.",
                Does =
                    $"{Refuses} A full run finds no goods on the pages and asks for each good by its article.",
            },
            new("wrongShape, string for number", "wrongShape")
            {
                Values = { ["shape"] = "stringForNumber" },
                FastRun = Ok,
                FullRun = Ok,
                TokenCheck = new(Ok, "unreadable"),
                Doctor = new("all-well", "unreadable"),
                Happens = "Every number is a text.",
                Does = "Reads Al-Style's numbers as either; takes nothing from Kaspi.",
            },
            new("wrongShape, null", "wrongShape")
            {
                Values = { ["shape"] = "null" },
                FastRun = "unreadable",
                FullRun = "unreadable",
                TokenCheck = new(Ok, "unreadable"),
                Doctor = new("all-well", "unreadable"),
                Happens = "The whole answer is null.",
                Does = Refuses,
            },
            new("wrongShape, nested", "wrongShape")
            {
                Values = { ["shape"] = "nested" },
                FastRun = "unreadable",
                FullRun = Ok,
                TokenCheck = new(Ok, "unreadable"),
                Doctor = new("all-well", "unreadable"),
                Happens = "The answer lies deeper than it should.",
                Does = $"{Refuses} Goods on catalogue pages are found at any depth.",
            },
            new FaultRow("hugeBody", "hugeBody")
            {
                Values = { ["size"] = 8 * 1024 * 1024 },
                Happens = "A list without end.",
                Does = "Stops reading at LargestAnswer and takes nothing of it.",
            }.Everywhere("unreadable"),
            new FaultRow("clockSkew", "clockSkew")
            {
                Values = { ["by"] = "-00:10:00" },
                Happens = "The vendor's clock is ten minutes behind ours.",
                Does = "Counts ages by its own clock, so nothing changes; the doctor says it.",
            }.Everywhere(Ok, "clock-skew"),
        ];

    public static IEnumerable<FaultRow> Catalogues =>
        [
            new("emptyCatalogue", "emptyCatalogue")
            {
                FullMethod = null,
                FastRun = "unreadable",
                FullRun = "unreadable",
                Happens = "A right answer without goods.",
                Does = $"An empty catalogue is never believed. {Refuses}",
            },
            new("halfCatalogue", "halfCatalogue")
            {
                FullMethod = null,
                FastRun = "held",
                FullRun = "held",
                Happens = "A right answer with half the goods.",
                Does =
                    "The brake holds the list, the published one stands; the next whole answer lifts it.",
            },
            new("duplicatePage", "duplicatePage")
            {
                FullRun = Ok,
                Happens = "A page of the catalogue comes twice and the one after it never.",
                Does = "Counts the doubles and asks for what is missing by article.",
            },
            new("shiftedPage", "shiftedPage")
            {
                FullRun = Ok,
                Happens =
                    "Pages shift while the catalogue is read: rows are missing, others come twice.",
                Does = "Asks for what is missing by article.",
            },
            new("emptyOrders", "emptyOrders")
            {
                TokenCheck = new(null, Ok),
                Doctor = new(null, "all-well"),
                Happens = "Kaspi answers without orders.",
                Does = "That is a right answer.",
            },
            new("halfOrders", "halfOrders")
            {
                TokenCheck = new(null, Ok),
                Doctor = new(null, "all-well"),
                Happens = "Kaspi answers with half of the orders.",
                Does = "That is a right answer as far as one request can tell.",
            },
        ];
}
