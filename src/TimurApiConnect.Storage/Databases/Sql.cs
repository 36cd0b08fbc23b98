using System.Data.Common;
using Npgsql;

namespace TimurApiConnect.Storage.Databases;

/// <summary>What the two databases write differently.</summary>
internal static class Sql
{
    /// <summary>"is one of the values": Dapper hands an array on to PostgreSQL as it is, and spells it out for SQLite.</summary>
    public static string In(this DbConnection connection, string values) =>
        connection is NpgsqlConnection ? $"= ANY(@{values})" : $"IN @{values}";
}
