using System.Globalization;
using Analytics.Catalog;
using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>Makes the monthly partitions that a batch needs, before its transaction begins. Remembers which there are.</summary>
internal sealed class MonthPartitions
{
    private readonly HashSet<(DataClass Class, int Month)> _known = [];

    /// <summary>Months since year 0 of a time in microseconds since 1970.</summary>
    public static int MonthOf(long microseconds)
    {
        var time = UnixTime.FromMicroseconds(microseconds);
        return (time.Year * 12) + time.Month - 1;
    }

    public static string NameOf(DataClass dataClass, int month) =>
        string.Create(CultureInfo.InvariantCulture, $"events_{WireName.Of(dataClass)}_{month / 12:D4}_{(month % 12) + 1:D2}");

    public bool Knows(DataClass dataClass, int month) => _known.Contains((dataClass, month));

    public async Task MakeAsync(NpgsqlConnection connection, IReadOnlySet<(DataClass Class, int Month)> months, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var take = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({StoreSchema.LockKey}); SET LOCAL client_min_messages = warning", connection, transaction))
        {
            await take.ExecuteNonQueryAsync(cancel);
        }

        foreach (var (dataClass, month) in months.Order())
        {
            var (name, data) = (NameOf(dataClass, month), WireName.Of(dataClass));
            await using var find = new NpgsqlCommand($"SELECT to_regclass('{name}') IS NOT NULL", connection, transaction);
            if (await find.ExecuteScalarAsync(cancel) is false)
            {
                await using var make = new NpgsqlCommand(PartitionTable.Create(name, data) + PartitionTable.Attach(name, data, new DateOnly(month / 12, (month % 12) + 1, 1)), connection, transaction);
                await make.ExecuteNonQueryAsync(cancel);
            }
        }

        await transaction.CommitAsync(cancel);
        _known.UnionWith(months);
    }
}
