using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Dapper;

namespace Analytics.Integration.Tests.Worker;

/// <summary>
/// Somebody who asks the endpoints, and Prometheus, before and after people were late or withdrew: the difference tells of no group's fewer than k people. Everybody's totals
/// are exact; a day that somebody with a shell asks for is told anew.
/// </summary>
public sealed class CorrectionAttackTests
{
    private static readonly DateTimeOffset Midnight = new(TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime.Date, TimeSpan.Zero);

    private static readonly JobDefinition[] Guarded = [JobTable.Engagement, JobTable.Behaviour, JobTable.Cohorts, JobTable.Fitness];

    private static readonly string[] Exact = ["engagement:active_users:daily", "engagement:active_users:weekly", "engagement:active_users:monthly", "engagement:new_users:daily", "engagement:stickiness:ratio", "cohort:users:count"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Late_people_and_withdrawals_change_groups_by_many_or_not_at_all()
    {
        await using var bench = await JobBench.Create(Midnight.AddMinutes(30), Cancel, smallestGroup: 10);
        await using var gateway = await GatewayPeer.StartAsync(bench.Events.Source.ConnectionString, cancel: Cancel);
        await bench.Events.Store(Enumerable.Range(0, 120).SelectMany(i => Person(i, i % 2 == 0 ? "premium" : "free")), Cancel);
        var first = await Published(bench, gateway);
        Assert.Equal(120, first["engagement:active_users:daily{}"]);
        Assert.Equal(60, first["audience:active_users:daily{tier,premium}"]);
        Assert.Equal(60, first["audience:feature_users:monthly{tier,premium,planner}"]);
        Assert.Contains(first, pair => pair.Key.StartsWith("cohort:retention:ratio", StringComparison.Ordinal));
        Assert.Contains(first, pair => pair.Key.StartsWith("fitness:", StringComparison.Ordinal));
        var clients = await bench.Services.Answers.AskCoach("t1", Day, Cancel);
        Assert.NotEmpty(clients.Figures);

        // One comes late, another one goes: only everybody's totals tell.
        await bench.Events.Store(Person(500, "premium"), Cancel);
        var late = await Published(bench, gateway);
        Assert.Equal(121, late["engagement:active_users:daily{}"]);
        Assert.Equal(Groups(first), Groups(late));
        await Withdraw(bench, 7);
        var gone = await Published(bench, gateway);
        Assert.Equal(120, gone["engagement:active_users:daily{}"]);
        Assert.Equal(Groups(first), Groups(gone));
        Assert.Equal(clients.Figures.Select(figure => figure.Value), (await bench.Services.Answers.AskCoach("t1", Day, Cancel)).Figures.Select(figure => figure.Value));

        // Twelve more of one tier: theirs is told, of the other tier nothing, since the one who is gone would be seen.
        await bench.Events.Store(Enumerable.Range(600, 12).SelectMany(i => Person(i, "premium")), Cancel);
        var many = await Published(bench, gateway);
        Assert.Equal(132, many["engagement:active_users:daily{}"]);
        Assert.Equal([60, 60], [many["audience:active_users:daily{tier,premium}"], many["audience:active_users:daily{tier,free}"]]);
        await bench.Events.Store(Enumerable.Range(700, 11).SelectMany(i => Person(i, "free")), Cancel);
        var both = await Published(bench, gateway);
        Assert.Equal([73, 70], [both["audience:active_users:daily{tier,premium}"], both["audience:active_users:daily{tier,free}"]]);

        // Whoever has the server's shell asks for the day, and gets it as it is.
        await bench.Events.Store(Person(800, "premium"), Cancel);
        await bench.Events.RefreshAll(Cancel);
        Assert.Null((await bench.Run(JobTable.Behaviour, Day, Cancel)).Failure);
        Assert.Equal(74, (await Told(bench, gateway))["audience:active_users:daily{tier,premium}"]);
    }

    private static DateOnly Day => DateOnly.FromDateTime(Midnight.UtcDateTime).AddDays(-1);

    private static async Task<SortedDictionary<string, double>> Published(JobBench bench, GatewayPeer gateway)
    {
        await bench.Events.RefreshAll(Cancel);
        foreach (var job in Guarded)
        {
            Assert.Null((await bench.Run(job, Cancel)).Failure);
        }

        bench.Clock.Now += TimeSpan.FromMinutes(2);
        var told = await Told(bench, gateway);

        // What boards see is what the endpoint says.
        foreach (var series in new[] { "engagement:active_users:daily", "audience:active_users:daily{dimension=\"tier\",segment=\"free\"}" })
        {
            Assert.Equal(told[series.Contains('{', StringComparison.Ordinal) ? "audience:active_users:daily{tier,free}" : series + "{}"], await bench.Value(series, Midnight.AddSeconds(1), Cancel));
        }

        return told;
    }

    /// <summary>Everything that the endpoint answers about yesterday, by series.</summary>
    private static async Task<SortedDictionary<string, double>> Told(JobBench bench, GatewayPeer gateway)
    {
        var metrics = string.Join(',', CatalogIndex.Default.Metrics.Where(metric => Guarded.Any(job => job.Name == metric.Source)).Select(metric => metric.PrometheusName));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{gateway.Url}/api/analytics/metrics?metrics={metrics}&from={Day:yyyy-MM-dd}&to={Day.AddDays(1):yyyy-MM-dd}&limit=10000") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", GatewayPeer.AdminKey) } };
        using var response = await bench.Http.SendAsync(request, Cancel);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        return new SortedDictionary<string, double>(answer["data"]!.AsArray().ToDictionary(
            point => Expected.Key(CatalogIndex.Default.FindMetric((string)point!["metric"]!)!, CatalogIndex.Default.FindMetric((string)point["metric"]!)!.LabelSet.Own.Select(label => (string)point["labels"]![label.Name]!)),
            point => (double)point!["value"]!), StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, double>> Groups(SortedDictionary<string, double> told) =>
        told.Where(pair => !Exact.Contains(pair.Key[..pair.Key.IndexOf('{', StringComparison.Ordinal)]) && !pair.Key.Contains("{all,all", StringComparison.Ordinal) && !pair.Key.StartsWith("engagement:data_completeness", StringComparison.Ordinal));

    private static async Task Withdraw(JobBench bench, int person)
    {
        await using var connection = await bench.Events.Source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        Assert.Equal(1, await EventRollups.Forget(transaction, [$"u{person}"], Cancel));
        await connection.ExecuteAsync("DELETE FROM events WHERE user_id = @user", new { user = $"u{person}" }, transaction);
        await transaction.CommitAsync(Cancel);
    }

    /// <summary>Somebody who came three days ago, bought a program, and was there again on the two days before today.</summary>
    private static IEnumerable<EventRow> Person(int number, string tier)
    {
        for (var back = 1; back <= 3; back++)
        {
            var at = Midnight.AddDays(-back).AddHours(9).AddMinutes(number % 60);
            yield return Row($"{number}-{back}-view", EngagementEvents.ScreenViewed, at, ("screen", "sign_up"));
            yield return Row($"{number}-{back}-click", EngagementEvents.ElementClicked, at.AddMinutes(1), ("screen", "home"), ("element", "start"));
            yield return Row($"{number}-{back}-use", EngagementEvents.FeatureUsed, at.AddMinutes(2), ("feature", "planner"));
            yield return Row($"{number}-{back}-work", FitnessEvents.WorkoutCompleted, at.AddMinutes(3), ("exercise_type", "running"), ("duration", 600.0 + number));
            yield return Row($"{number}-{back}-rate", EngagementEvents.SatisfactionRated, at.AddMinutes(4), ("subject", "app"), ("score", 1 + (number % 5)));
        }

        if (number % 3 != 0)
        {
            yield return Row($"{number}-buy", BusinessEvents.ProgramSold, Midnight.AddDays(-3), ("trainer_id", "t1"), ("category", "strength"), ("program_id", "p1"), ("amount", 20m), ("currency", "EUR"));
        }

        EventRow Row(string id, EventKind kind, DateTimeOffset at, params (string Name, object Value)[] values) =>
            EventRow.Of(id, kind, at, $"u{number}", values.Append(("tier", tier)).Append(("platform", (object)"web")).ToDictionary(value => value.Item1, value => value.Item2));
    }
}
