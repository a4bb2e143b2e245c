using System.Collections.Concurrent;
using Analytics.Catalog;
using Analytics.Insights.Fitness;
using Dapper;
using Npgsql;

namespace Analytics.Insights.Answers;

/// <summary>
/// Where answers are had: the entry type of the room for jobs, endpoints and reports. An answer is protected by <see cref="SmallCells"/> before anybody sees it, and
/// remembered as long as the days that it is about do not change.
/// </summary>
/// <param name="database">With the rollups.</param>
/// <param name="threshold">k: how many people an answer must be about at least.</param>
public sealed class AnswerDesk(NpgsqlDataSource database, int threshold = SmallCells.DefaultThreshold)
{
    private const int Remembered = 500;
    private readonly ConcurrentDictionary<(string Insight, DateOnly Day), (long Change, DayAnswer Answer)> _memory = [];
    private long _hits;
    private long _misses;

    /// <summary>k.</summary>
    public int Threshold => threshold;

    /// <summary>How many questions were answered from memory, or had to be computed.</summary>
    public double Lookups(CacheResult result) => Interlocked.Read(ref result == CacheResult.Hit ? ref _hits : ref _misses);

    /// <summary>What an insight says about a day, as far as the rollups have come.</summary>
    public async Task<DayAnswer> Ask(Insight insight, DateOnly day, CancellationToken cancel)
    {
        var change = await LastChange(day, cancel);
        if (_memory.TryGetValue((insight.Name, day), out var known) && known.Change == change)
        {
            Interlocked.Increment(ref _hits);
            return known.Answer;
        }

        Interlocked.Increment(ref _misses);
        var cells = await insight.Compute(database, day, cancel);
        var seen = SmallCells.Protect(cells, threshold);
        var answer = new DayAnswer(insight.Name, day, [.. seen.Select(cell => new Figure(cell.Metric, cell.Labels, cell.Value))], cells.Count - seen.Count);
        if (_memory.Count >= Remembered)
        {
            _memory.Clear();
        }

        _memory[(insight.Name, day)] = (change, answer);
        return answer;
    }

    /// <summary>
    /// How a trainer's own clients train: the values of <see cref="InsightTable.Fitness"/> about those who bought one of the trainer's programs. No names, no single
    /// person: the groups of <see cref="SmallCells"/>, and nothing that could be told apart from everybody by fewer people either.
    /// </summary>
    public async Task<DayAnswer> AskCoach(string trainer, DateOnly day, CancellationToken cancel)
    {
        var everybody = (await InsightTable.Fitness.Compute(database, day, cancel)).ToDictionary(cell => Key(cell), cell => cell.People);
        var own = (await FitnessInsight.Compute(database, day, trainer, cancel)).Select(cell => cell with { Others = everybody.GetValueOrDefault(Key(cell)) - cell.People }).ToList();
        var seen = SmallCells.Protect(own, threshold);
        return new DayAnswer("coach", day, [.. seen.Select(cell => new Figure(cell.Metric, cell.Labels, cell.Value))], own.Count - seen.Count);

        static string Key(Cell cell) => $"{cell.Metric}/{string.Join('/', cell.Labels)}";
    }

    // Everything up to the end of the day counts: who is new, who came back, what was paid before.
    private async Task<long> LastChange(DateOnly day, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT coalesce(max(change), 0) FROM day_changes WHERE day <= @day::date", new { day = day.ToDateTime(TimeOnly.MinValue) }, cancellationToken: cancel));
    }
}
