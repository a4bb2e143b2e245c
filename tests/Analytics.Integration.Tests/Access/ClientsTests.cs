using System.Net;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Testing.Intake;
using Dapper;
using Npgsql;

namespace Analytics.Integration.Tests.Access;

/// <summary>A coach sees figures about the own clients, all together; nothing about others, nothing about few, and everything that is read is written down.</summary>
[Collection<KeyedGatewayCollection>]
public sealed class ClientsTests(KeyedGateway gateway)
{
    private const string Day = "2026-11-20";

    /// <summary>Twelve people bought from trn_1; the first three of them from trn_2 as well.</summary>
    private static readonly string[] Clients = [.. Enumerable.Range(1, 12).Select(i => $"{i:x32}")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coach_sees_the_own_clients_together_and_nobody_else()
    {
        await using var source = NpgsqlDataSource.Create(gateway.Database);
        await StoreAsync(source);
        await using var written = await source.OpenConnectionAsync(Cancel);
        var before = await written.ExecuteScalarAsync<long>("SELECT coalesce(max(number), 0) FROM audit_log");

        var (status, answer) = await AskAsync(gateway.Coach);
        Assert.Equal((HttpStatusCode.OK, Day, "trn_1"), (status, (string?)answer["day"], (string?)answer["coach"]));
        Assert.Equal(2, (double)Figure(answer, "fitness:workouts:per_user")!["value"]!);
        var completion = Figure(answer, "fitness:completion:ratio")!;
        Assert.Equal(("strength", 1d), ((string?)completion["labels"]!["exercise_type"], (double)completion["value"]!));
        Assert.DoesNotContain(Clients, client => answer.ToJsonString().Contains(client, StringComparison.Ordinal));

        // Three people are too few to be told of, however much they train.
        (status, answer) = await AskAsync(gateway.SmallCoach);
        Assert.Equal((HttpStatusCode.OK, 0), (status, answer["figures"]!.AsArray().Count));
        Assert.True((int)answer["suppressed"]! > 0);

        // An administrator has no clients; another role has no business here.
        Assert.Equal((HttpStatusCode.Forbidden, "role_missing"), await RefusedAsync(gateway.Administrator));
        Assert.Equal((HttpStatusCode.Forbidden, "role_missing"), await RefusedAsync(gateway.Viewer));

        string[] keys = [gateway.Coach, gateway.SmallCoach, gateway.Administrator, gateway.Viewer];
        var records = await written.QueryAsync<(string Actor, string Outcome, string Detail)>("SELECT actor, outcome, detail FROM audit_log WHERE act = 'clients.read' AND number > @before ORDER BY number", new { before });
        Assert.Equal(
            [(gateway.Coach, "done", $"coach trn_1, {Day}"), (gateway.SmallCoach, "done", $"coach trn_2, {Day}"), (gateway.Administrator, "refused", ""), (gateway.Viewer, "denied", "")],
            records.Select(record => (keys.Single(key => key.Contains(record.Actor, StringComparison.Ordinal)), record.Outcome, record.Detail)));
    }

    /// <summary>Each client did two workouts of strength, each stranger ten of endurance.</summary>
    private static async Task StoreAsync(NpgsqlDataSource source)
    {
        await EventRows.MakeMonths(source, new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), Cancel);
        var at = new DateTimeOffset(2026, 11, 19, 8, 0, 0, TimeSpan.Zero);
        IEnumerable<EventRow> Workouts(string person, string exercise, int count) => Enumerable.Range(0, count).Select(i =>
            EventRow.Of($"{person}-{i}", FitnessEvents.WorkoutCompleted, at.AddMinutes(i), person, new Dictionary<string, object> { [FitnessFields.ExerciseType.Name] = exercise, ["duration"] = 1800 }));
        EventRow Sale(string person, string trainer) => EventRow.Of($"{trainer}-{person}", BusinessEvents.ProgramSold, at.AddDays(-1), person, new Dictionary<string, object> { [BusinessFields.TrainerId.Name] = trainer });
        var rows = Clients.SelectMany(client => Workouts(client, "strength", 2))
            .Concat(Clients.Select(client => Sale(client, "trn_1"))).Concat(Clients.Take(3).Select(client => Sale(client, "trn_2")))
            .Concat(Enumerable.Range(100, 20).SelectMany(stranger => Workouts($"{stranger:x32}", "running", 10)));
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await EventRows.Copy(connection, rows, Cancel);
        await transaction.CommitAsync(Cancel);
    }

    private static JsonNode? Figure(JsonNode answer, string metric) => answer["figures"]!.AsArray().SingleOrDefault(figure => (string?)figure!["metric"] == metric);

    private async Task<(HttpStatusCode Status, string? Reason)> RefusedAsync(string key)
    {
        var (status, answer) = await AskAsync(key);
        return (status, (string?)answer["code"]);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> AskAsync(string key)
    {
        using var response = await gateway.SendAsync(HttpMethod.Get, $"/api/analytics/coach/clients?day={Day}", key, cancel: Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }
}
