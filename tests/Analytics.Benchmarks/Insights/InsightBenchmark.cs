using System.Diagnostics;
using System.Globalization;
using Analytics.Insights.Activity;
using Analytics.Insights.Answers;
using Analytics.Insights.Rollups;
using Analytics.Intake.Store;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Benchmarks.Insights;

/// <summary>
/// Loading of events by COPY, keeping of the rollups, and the four hot questions from rollups and from raw events, on a PostgreSQL of its own with fsync on.
/// <c>-- insights --events 2000000</c>; there is one person for 100 events.
/// </summary>
internal static class InsightBenchmark
{
    private const int OneMoreDay = 200_000;
    private const int Repetitions = 3;

    public static async Task RunAsync(TextWriter output, string[] args)
    {
        var at = Array.IndexOf(args, "--events");
        var events = at < 0 ? 2_000_000 : int.Parse(args[at + 1], NumberStyles.AllowThousands | NumberStyles.Integer, CultureInfo.InvariantCulture);
        await using var postgres = await PostgresPeer.StartAsync(durable: true);
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var rollups = new EventRollups(database, TimeProvider.System);
        await StoreSchema.ApplyAsync(database, CancellationToken.None);
        await rollups.Prepare(CancellationToken.None);
        await EventRows.MakeMonths(database, ProductStream.First, ProductStream.First.AddDays(ProductStream.Days + 31), CancellationToken.None);
        var stream = new ProductStream(events / 100, seed: 1);
        await Load(output, database, stream, events);
        await Timed(output, "rollups of all of them, added up for the first time", async () => $"{(await rollups.Refresh(CancellationToken.None)).Read:N0} events");
        await Execute(database, "VACUUM ANALYZE");
        await Timed(output, "rollups when nothing is new", async () => $"{(await rollups.Refresh(CancellationToken.None)).Read:N0} events");
        await Questions(output, database, ProductStream.First.AddDays(ProductStream.Days - 1));
        await using (var connection = await database.OpenConnectionAsync())
        {
            await EventRows.Copy(connection, stream.Day(ProductStream.Days, OneMoreDay), CancellationToken.None);
        }

        await Timed(output, $"rollups of one more day of {OneMoreDay:N0} events (bar: 5 s)", async () => $"{(await rollups.Refresh(CancellationToken.None)).Read:N0} events");
        await Others(output, database, ProductStream.First.AddDays(ProductStream.Days - 1));
    }

    private static async Task Load(TextWriter output, NpgsqlDataSource database, ProductStream stream, int events)
    {
        var (watch, loaded) = (Stopwatch.StartNew(), 0L);
        for (var day = 0; day < ProductStream.Days; day++)
        {
            await using var connection = await database.OpenConnectionAsync();
            loaded += await EventRows.Copy(connection, stream.Day(day, events / ProductStream.Days), CancellationToken.None);
        }

        await Say(output, "loaded by COPY, made on the way", watch.Elapsed, $"{loaded:N0} events, {loaded / watch.Elapsed.TotalSeconds:N0} events/s");
    }

    private static async Task Questions(TextWriter output, NpgsqlDataSource database, DateOnly day)
    {
        var activity = new ActivityQuery(database);
        await Hot(output, "DAU, WAU, MAU from rollups (bar: 1 s)", async () =>
        {
            var users = (await activity.On(day, new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero), CancellationToken.None))!;
            return $"{users.Daily} {users.Weekly} {users.Monthly}";
        });
        await Timed(output, "DAU, WAU, MAU from raw events (bar: 30 s)", () => Raw(database, RawQuestions.ActiveUsers, day));
        await Hot(output, "weekly retention matrix from rollups (bar: 1 s)", () => Count(database, InsightTable.WeeklyRetention, day));
        await Timed(output, "weekly retention matrix from raw events (bar: 30 s)", () => Raw(database, RawQuestions.WeeklyRetention, day));
        await Hot(output, "five-step funnel from rollups (bar: 1 s)", () => Count(database, InsightTable.SignUpFunnel, day));
        await Timed(output, "five-step funnel from raw events (bar: 30 s)", () => Raw(database, RawQuestions.SignUpFunnel, day));
        await Hot(output, "MRR board from rollups (bar: 1 s)", () => Count(database, InsightTable.Mrr, day));
        await Timed(output, "MRR from raw events (bar: 30 s)", () => Raw(database, RawQuestions.Mrr, day));
    }

    private static async Task Others(TextWriter output, NpgsqlDataSource database, DateOnly day)
    {
        foreach (var insight in InsightTable.All.Except([InsightTable.WeeklyRetention, InsightTable.SignUpFunnel, InsightTable.Mrr]))
        {
            await Timed(output, $"insight {insight.Name}", () => Count(database, insight, day));
        }

        var desk = new AnswerDesk(database);
        await desk.Ask(InsightTable.Mrr, day, CancellationToken.None);
        await Timed(output, "MRR board once more, from memory", async () => $"{(await desk.Ask(InsightTable.Mrr, day, CancellationToken.None)).Figures.Count} values");
    }

    // What is asked over and over: the fastest of three times.
    private static async Task Hot(TextWriter output, string name, Func<Task<string>> work)
    {
        var (fastest, answer) = (TimeSpan.MaxValue, string.Empty);
        for (var i = 0; i < Repetitions; i++)
        {
            var watch = Stopwatch.StartNew();
            answer = await work();
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }

        await Say(output, name, fastest, answer);
    }

    private static async Task<string> Count(NpgsqlDataSource database, Insight insight, DateOnly day) => $"{(await insight.Compute(database, day, CancellationToken.None)).Count} values";

    private static async Task<string> Raw(NpgsqlDataSource database, string sql, DateOnly day)
    {
        await using var command = database.CreateCommand("SET work_mem = '128MB'; SET jit = off;" + sql); // what the insights have too
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("day", day);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)));
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Timed(TextWriter output, string name, Func<Task<string>> work)
    {
        var watch = Stopwatch.StartNew();
        var answer = await work();
        await Say(output, name, watch.Elapsed, answer);
    }

    private static Task Say(TextWriter output, string name, TimeSpan time, string answer) =>
        output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-62} {time.TotalSeconds,9:F3} s   {answer}"));
}
