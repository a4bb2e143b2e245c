using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Experiments;
using Analytics.Statistics.Experiments;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Insights;

/// <summary>Experiments from exposure events in PostgreSQL to the answer of the endpoint.</summary>
public sealed class ExperimentTests
{
    private static readonly DateTimeOffset Start = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-10), TimeSpan.Zero);

    private static readonly Experiment Wanted = new(
        "workout-v3", "", [new("control", AiModel.Workout, "2", 50), new("new", AiModel.Workout, "3", 50)], [ExperimentMetric.Acceptance, ExperimentMetric.Latency],
        ExperimentAudience.Everybody with { Tiers = ["premium"] }, 14, Start);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_SQL_reads_is_what_a_plain_loop_over_the_events_counts()
    {
        await using var database = await EventDatabase.Create(Cancel);
        var world = World(400);
        await database.Store(world, Cancel);
        var read = await ExperimentPeople.Read(database.Source, Wanted, Wanted.EndsAt, Cancel);
        var (mixed, outside, unknown) = (0, 0, 0);
        var expected = new List<(int Arm, double? Acceptance, double? Safety, double? Latency, double? Before)>();
        foreach (var person in world.Where(row => row.UserId is not null).GroupBy(row => row.UserId!).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var exposures = person.Where(row => row.Kind == AiEvents.ExperimentExposed && Value(row, "experiment") == Wanted.Name && row.OccurredAt >= Start && row.OccurredAt < Wanted.EndsAt).OrderBy(row => row.OccurredAt).ToList();
            if (exposures.Count == 0)
            {
                continue;
            }

            var arm = Wanted.Variants.ToList().FindIndex(variant => variant.Name == Value(exposures[0], "variant"));
            if (exposures.Select(row => Value(row, "variant")).Distinct().Count() > 1)
            {
                mixed++;
            }
            else if (Value(exposures[0], "tier") != "premium")
            {
                outside++;
            }
            else if (arm < 0)
            {
                unknown++;
            }
            else
            {
                var since = exposures[0].OccurredAt;
                var after = person.Where(row => row.OccurredAt >= since && row.OccurredAt < Wanted.EndsAt && Value(row, "model") == "workout").ToList();
                var served = after.Where(row => row.Kind == AiEvents.RecommendationServed).ToList();
                var answered = after.Where(row => row.Kind == AiEvents.RecommendationAnswered).ToList();
                var past = person.Where(row => row.OccurredAt < since && row.OccurredAt >= since.AddDays(-28) && row.Kind == AiEvents.RecommendationAnswered).ToList();
                expected.Add((arm, Mean(answered, row => Value(row, "answer") == "accepted" ? 1 : 0),
                    served.Count == 0 ? null : (double)after.Count(row => row.Kind == AiEvents.SafetyEventRaised) / served.Count,
                    Mean(served, row => JsonNode.Parse(row.Properties)!["latency"]!.GetValue<double>()), Mean(past, row => Value(row, "answer") == "accepted" ? 1 : 0)));
            }
        }

        Assert.Equal((mixed, outside, unknown), ((int)read.Mixed, (int)read.Outside, (int)read.Unknown));
        Assert.All([mixed, outside, unknown], count => Assert.NotEqual(0, count));
        Assert.Equal(Sorted(expected), Sorted([.. read.People.Select(person => (person.Arm, person.During[1], person.During[3], person.During[4], person.Before[1]))]));
    }

    [Fact]
    public async Task Few_new_people_do_not_change_the_answer_and_many_do()
    {
        await using var database = await EventDatabase.Create(Cancel);
        var desk = new ExperimentDesk(database.Source, 10, TimeProvider.System);
        await desk.Store.Create(Wanted, true, Start, "test", Cancel);
        await database.Store(Exposed(0, 9), Cancel);
        var few = JsonNode.Parse(await desk.Analyse(Wanted, Cancel))!;
        Assert.Null(few["arms"]);
        Assert.Equal("not_enough_people", (string?)few["recommendation"]!["advice"]);

        await database.Store(Exposed(9, 60), Cancel);
        var first = await desk.Analyse(Wanted, Cancel);
        Assert.NotNull(JsonNode.Parse(first)!["arms"]);
        await database.Store(Exposed(60, 63), Cancel);
        Assert.Equal(first, await desk.Analyse(Wanted, Cancel));
        await database.Store(Exposed(63, 140), Cancel);
        var later = JsonNode.Parse(await desk.Analyse(Wanted, Cancel))!;
        Assert.Equal(140, later["arms"]!.AsArray().Sum(arm => (long)arm!["people"]!));
    }

    [Fact]
    public async Task The_endpoint_creates_once_lists_and_analyses_and_writes_it_down()
    {
        await using var database = await EventDatabase.Create(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(database.Source.ConnectionString, cancel: Cancel);
        const string Body = """
            {"name":"workout-v3","description":"A new model","modelVariants":[{"name":"control","model":"workout","version":"2"},{"name":"new","model":"workout","version":"3"}],
             "trafficSplit":[{"variant":"control","percentage":50},{"variant":"new","percentage":50}],"successMetrics":["acceptance"],"duration":"14d"}
            """;
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(gateway, HttpMethod.Post, "", Body, key: null)).Status);
        var created = await Ask(gateway, HttpMethod.Post, "", Body);
        Assert.Equal((HttpStatusCode.Created, "running"), (created.Status, (string?)created.Answer["state"]));
        var again = await Ask(gateway, HttpMethod.Post, "", Body);
        Assert.Equal((HttpStatusCode.OK, created.Answer.ToJsonString()), (again.Status, again.Answer.ToJsonString()));
        Assert.Equal(HttpStatusCode.Conflict, (await Ask(gateway, HttpMethod.Post, "", Body.Replace("14d", "21d", StringComparison.Ordinal))).Status);
        var wrong = await Ask(gateway, HttpMethod.Post, "", Body.Replace("acceptance", "fame", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Contains("successMetrics[0]", (string?)wrong.Answer["detail"], StringComparison.Ordinal);
        Assert.Single((await Ask(gateway, HttpMethod.Get, "")).Answer["experiments"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await Ask(gateway, HttpMethod.Get, "/workout-v3")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask(gateway, HttpMethod.Get, "/other")).Status);
        Assert.Equal("not_enough_people", (string?)(await Ask(gateway, HttpMethod.Get, "/workout-v3/analysis")).Answer["recommendation"]!["advice"]);
        await using var command = database.Source.CreateCommand("SELECT count(*) FROM audit_log WHERE act = 'experiment.created' AND outcome = 'done'");
        Assert.Equal(2L, await command.ExecuteScalarAsync(Cancel));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> Ask(GatewayPeer gateway, HttpMethod method, string path, string? body = null, string? key = GatewayPeer.AdminKey)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{gateway.Url}/api/analytics/ai-experiments{path}") { Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        using var response = await http.SendAsync(request, Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }

    private static List<EventRow> Exposed(int from, int to) => [.. Enumerable.Range(from, to - from).Select(i => Row($"x{i}", AiEvents.ExperimentExposed, 1, $"u{i}",
        ("experiment", Wanted.Name), ("variant", i % 2 == 0 ? "control" : "new"), ("tier", "premium")))];

    /// <summary>People who were served, answered and harmed before, at and after their exposure; some saw two variants, some another experiment, some none.</summary>
    private static List<EventRow> World(int people)
    {
        var random = new Random(3);
        var rows = new List<EventRow>();
        for (var i = 0; i < people; i++)
        {
            var user = i % 50 == 0 ? null : $"user-{i:000}";
            var variant = i % 41 == 0 ? "gone" : Wanted.Variants[Assignment.ArmOf(Wanted.Name, $"{user}", [1, 1])].Name;
            var tier = i % 7 == 0 ? "free" : "premium";
            if (i % 9 != 0)
            {
                rows.Add(Row($"e{i}", AiEvents.ExperimentExposed, random.Next(0, 9), user, ("experiment", i % 11 == 0 ? "other" : Wanted.Name), ("variant", variant), ("tier", tier)));
                rows.Add(Row($"f{i}", AiEvents.ExperimentExposed, 9, user, ("experiment", Wanted.Name), ("variant", i % 13 == 0 ? "control" : variant), ("tier", tier)));
            }

            for (var k = 0; k < 6; k++)
            {
                var (day, model) = (random.Next(-40, 20), random.Next(5) == 0 ? "nutrition" : "workout");
                rows.Add(Row($"s{i}-{k}", AiEvents.RecommendationServed, day, user, ("model", model), ("version", "2"), ("score", 0.5), ("latency", random.Next(1, 8) / 4.0)));
                rows.Add(Row($"a{i}-{k}", AiEvents.RecommendationAnswered, day, user, ("model", "workout"), ("version", "2"), ("answer", random.Next(2) == 0 ? "accepted" : "rejected")));
                if (random.Next(6) == 0)
                {
                    rows.Add(Row($"h{i}-{k}", AiEvents.SafetyEventRaised, day, user, ("model", model), ("version", "2"), ("issue", "violation"), ("severity", "low")));
                }
            }
        }

        return rows;
    }

    private static EventRow Row(string id, EventKind kind, int day, string? user, params (string Name, object Value)[] values) =>
        EventRow.Of(id, kind, Start.AddDays(day).AddHours(id[0] == 'e' ? 0 : 5), user, values.ToDictionary(value => value.Name, value => value.Value));

    private static string? Value(EventRow row, string name) => (string?)JsonNode.Parse(row.Properties)![name]?.AsValue();

    private static double? Mean(List<EventRow> rows, Func<EventRow, double> value) => rows.Count == 0 ? null : rows.Average(value);

    private static List<string> Sorted(IEnumerable<(int, double?, double?, double?, double?)> people) => [.. people.Select(person => FormattableString.Invariant($"{person.Item1} {person.Item2:0.000000} {person.Item3:0.000000} {person.Item4:0.000000} {person.Item5:0.000000}")).Order(StringComparer.Ordinal)];
}
