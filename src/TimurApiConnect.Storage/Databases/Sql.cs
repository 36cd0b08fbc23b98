using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace TimurApiConnect.Storage.Databases;

/// <summary>What the two databases write differently.</summary>
public static class Sql
{
    /// <summary>"is one of the values": Dapper hands an array on to PostgreSQL as it is, and spells it out for SQLite.</summary>
    internal static string In(this DbConnection connection, string values) =>
        connection is NpgsqlConnection ? $"= ANY(@{values})" : $"IN @{values}";

    /// <summary>Whether the database is well and refuses what is to be written: the same will be refused again.</summary>
    public static bool RefusesValues(this DbException error) =>
        error switch
        {
            // Cardinality, data, integrity, and limits such as the length of a key.
            PostgresException { SqlState: { } state } => state[..2] is "21" or "22" or "23" or "54",
            // Too big, constraint, mismatch, range.
            SqliteException { SqliteErrorCode: 18 or 19 or 20 or 25 } => true,
            _ => false,
        };
}
