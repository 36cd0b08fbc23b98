using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary><c>/user-data</c>: Russian keys, dates as texts.</summary>
internal static class UserDataMethod
{
    public static async Task UserDataAsync(HttpContext context, OrderDesk desk)
    {
        var user = desk.User;
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteStartObject("data");
        json.WriteString("bin", user.Bin);
        json.WriteStartArray("Доверенности");
        foreach (var attorney in user.Attorneys)
        {
            Write(json, attorney, user.Bin);
        }

        json.WriteEndArray();
        json.WriteStartArray("Транспортники");
        foreach (var delivery in user.Deliveries)
        {
            Write(json, delivery, user.Bin);
        }

        json.WriteEndArray();
        json.WriteStartObject("Подчиненные");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // {"ФИО":"Иванов Иван Иванович","ДатаВыдачи":"01.09.2026","ДатаОкончания":"31.12.2026","Номер":"17","Основной":true,"empty":false,"БИН":"990140001234"}
    private static void Write(Utf8JsonWriter json, UserAttorney attorney, string bin)
    {
        json.WriteStartObject();
        json.WriteString("ФИО", attorney.Name);
        json.WriteString("ДатаВыдачи", $"{attorney.From:dd.MM.yyyy}");
        json.WriteString("ДатаОкончания", $"{attorney.Until:dd.MM.yyyy}");
        json.WriteString("Номер", attorney.Number);
        json.WriteBoolean("Основной", attorney.IsMain);
        json.WriteBoolean("empty", false);
        json.WriteString("БИН", bin);
        json.WriteEndObject();
    }

    // {"СпособДоставки":"Самовывоз","Транспортник":"","Адрес":"г. Алматы, …","Контакты":"Иванов","Телефон":"+7…","Комментарий":"","Основной":true,"БИН":"…"}
    private static void Write(Utf8JsonWriter json, UserDelivery delivery, string bin)
    {
        json.WriteStartObject();
        json.WriteString("СпособДоставки", delivery.Kind);
        json.WriteString("Транспортник", delivery.Carrier);
        json.WriteString("Адрес", delivery.Address);
        json.WriteString("Контакты", delivery.Contact);
        json.WriteString("Телефон", delivery.Phone);
        json.WriteString("Комментарий", "");
        json.WriteBoolean("Основной", delivery.IsMain);
        json.WriteString("БИН", bin);
        json.WriteEndObject();
    }
}
