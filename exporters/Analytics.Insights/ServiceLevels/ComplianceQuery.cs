using Analytics.Catalog;
using Npgsql;

namespace Analytics.Insights.ServiceLevels;

/// <summary>Judges every service and every probe by what is on record in PostgreSQL.</summary>
public sealed class ComplianceQuery(NpgsqlDataSource database, ServiceObjectives objectives)
{
    /// <summary>How every promise stands at a time.</summary>
    /// <param name="at">The end, not included; cut to the whole minute.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<IReadOnlyList<Compliance>> At(DateTimeOffset at, CancellationToken cancel)
    {
        var end = ServiceLevelQuery.WholeMinute(at);
        await using var command = database.CreateCommand(EmbeddedSql.Text("request-minutes.sql"));
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("from", Compliance.From(end).UtcDateTime);
        command.Parameters.AddWithValue("at", end.UtcDateTime);
        command.Parameters.AddWithValue("budget", PlatformFields.Service.Label.Budget);
        command.Parameters.AddWithValue("other", Label.Other);
        command.Parameters.AddWithValue("slow", Compliance.SlowAfter);
        var minutes = new Dictionary<(string Service, PromiseSource Source), List<RequestMinute>>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var key = (reader.GetString(0), reader.GetBoolean(1) ? PromiseSource.Probes : PromiseSource.Events);
            if (!minutes.TryGetValue(key, out var own))
            {
                minutes[key] = own = [];
            }

            own.Add(new RequestMinute(new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero), reader.GetDecimal(3), reader.GetDecimal(4), reader.GetDecimal(5)));
        }

        return [.. minutes.Select(own => Judge(new ServiceCounts(own.Key.Service, own.Key.Source, own.Value, []), end))];
    }

    /// <summary>Judges what was counted elsewhere by the same promises.</summary>
    public Compliance Judge(ServiceCounts counts, DateTimeOffset at) => Compliance.Of(counts, (decimal)objectives.Of(counts.Service), ServiceLevelQuery.WholeMinute(at));
}
