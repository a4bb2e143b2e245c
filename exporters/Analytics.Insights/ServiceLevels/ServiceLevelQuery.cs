using Analytics.Catalog;
using Dapper;
using Npgsql;

namespace Analytics.Insights.ServiceLevels;

/// <summary>Answers how well each service kept its promise, from the per-minute rollup.</summary>
public sealed class ServiceLevelQuery(NpgsqlDataSource database, ServiceObjectives objectives)
{
    /// <summary>Every service of the 30 days before <paramref name="at"/>, over all windows.</summary>
    /// <param name="at">The end of the windows, not included; cut to the whole minute.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<IReadOnlyList<ServiceLevel>> At(DateTimeOffset at, CancellationToken cancel)
    {
        var windows = Enum.GetValues<SlaWindow>();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(EmbeddedSql.Text("service-levels.sql"), new
        {
            at = WholeMinute(at).UtcDateTime,
            budget = PlatformFields.Service.Label.Budget,
            other = Label.Other,
            windows = windows.Select(window => (int)window).ToArray(),
            lengths = windows.Select(ServiceLevel.Length).ToArray(),
        }, commandTimeout: 0, cancellationToken: cancel));
        return [.. rows.Select(row => new ServiceLevel(row.Service, (SlaWindow)row.Window, row.Requests, row.Errors, row.P95, objectives.Of(row.Service), row.Minutes))];
    }

    /// <summary>The start of the minute that a time lies in.</summary>
    public static DateTimeOffset WholeMinute(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private sealed record Row(string Service, int Window, long Requests, long Errors, double? P95, long Minutes);
}
