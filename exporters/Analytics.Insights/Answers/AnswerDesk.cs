using System.Collections.Concurrent;
using Analytics.Catalog;
using Analytics.Insights.Fitness;
using Dapper;
using Npgsql;

namespace Analytics.Insights.Answers;

/// <summary>How an earlier answer about the same day counts.</summary>
public enum Telling
{
    /// <summary>The answer corrects it, by k people or more in each cell that changes. The rule.</summary>
    Correction,

    /// <summary>The day is told anew, exactly: somebody with a shell on the server asked for the job's day. What was told before can be subtracted, so not for every day.</summary>
    Anew,

    /// <summary>The day goes on: nothing is remembered.</summary>
    SoFar,
}

/// <summary>
/// Where answers are had: the entry type of the room for jobs, endpoints and reports. An answer is protected by <see cref="SmallCells"/> before anybody sees it, and
/// remembered as long as the days that it is about do not change.
/// </summary>
/// <param name="database">With the rollups.</param>
/// <param name="threshold">k: how many people an answer must be about at least.</param>
public sealed class AnswerDesk(NpgsqlDataSource database, int threshold = SmallCells.DefaultThreshold)
{
    private const int Remembered = 500;
    private readonly ReleaseBook _book = new(database);
    private readonly ConcurrentDictionary<(string Insight, DateOnly Day), (long Change, DayAnswer Answer)> _memory = [];
    private long _hits;
    private long _misses;

    /// <summary>k.</summary>
    public int Threshold => threshold;

    /// <summary>How many questions were answered from memory, or had to be computed.</summary>
    public double Lookups(CacheResult result) => Interlocked.Read(ref result == CacheResult.Hit ? ref _hits : ref _misses);

    /// <summary>What an insight says about a day, as far as the rollups have come.</summary>
    /// <param name="insight">The question.</param>
    /// <param name="day">The UTC day.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="telling">Whether an earlier answer about the day is corrected, or the day is told anew.</param>
    public async Task<DayAnswer> Ask(Insight insight, DateOnly day, CancellationToken cancel, Telling telling = Telling.Correction)
    {
        var change = await LastChange(day, cancel);
        if (telling == Telling.Correction && _memory.TryGetValue((insight.Name, day), out var known) && known.Change == change)
        {
            Interlocked.Increment(ref _hits);
            return known.Answer;
        }

        Interlocked.Increment(ref _misses);
        var cells = await insight.Compute(database, day, cancel);
        var figures = await Tell(insight.Name, day, cells, insight.IsExact ? Telling.SoFar : telling, cancel);
        var answer = new DayAnswer(insight.Name, day, figures, cells.Count - figures.Count);
        if (_memory.Count >= Remembered)
        {
            _memory.Clear();
        }

        if (telling != Telling.SoFar)
        {
            _memory[(insight.Name, day)] = (change, answer);
        }

        return answer;
    }

    /// <summary>
    /// What may be seen of an answer: the one gate through which all cells leave. Neither what it says nor what it says otherwise than the last time
    /// (<see cref="ReleaseGuard"/>) is about fewer than k people.
    /// </summary>
    /// <param name="question">Names what is asked about the day; answers of one question are held against each other.</param>
    /// <param name="day">The UTC day.</param>
    /// <param name="cells">All cells of the answer.</param>
    /// <param name="telling">How an earlier answer counts.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<Figure>> Tell(string question, DateOnly day, IReadOnlyList<Cell> cells, Telling telling, CancellationToken cancel)
    {
        if (telling == Telling.SoFar || threshold <= 1)
        {
            return [.. SmallCells.Protect(cells, threshold).Select(Figure)];
        }

        var before = telling == Telling.Anew ? null : await _book.Find(question, day, cancel);
        var visible = before is null ? SmallCells.Protect(cells, threshold).ToHashSet<Cell>(ReferenceEqualityComparer.Instance) : null;
        var standing = before is null ? [.. cells.Select(cell => new ReleasedCell(cell, visible!.Contains(cell)))] : ReleaseGuard.Correct(before, cells, threshold);
        await _book.Keep(question, day, standing, cancel);
        return [.. standing.Where(one => one.IsShown).Select(one => Figure(one.Cell))];

        static Figure Figure(Cell cell) => new(cell.Metric, cell.Labels, cell.Value);
    }

    /// <summary>
    /// How a trainer's own clients train: the values of <see cref="InsightTable.Fitness"/> about those who bought one of the trainer's programs. No names, no single
    /// person: the groups of <see cref="SmallCells"/>, and nothing that could be told apart from everybody by fewer people either.
    /// </summary>
    public async Task<DayAnswer> AskCoach(string trainer, DateOnly day, CancellationToken cancel)
    {
        var everybody = (await InsightTable.Fitness.Compute(database, day, cancel)).ToDictionary(ReleaseGuard.Key, cell => cell.People);
        var own = (await FitnessInsight.Compute(database, day, trainer, cancel)).Select(cell => cell with { Others = everybody.GetValueOrDefault(ReleaseGuard.Key(cell)) - cell.People }).ToList();
        var figures = await Tell("coach/" + trainer, day, own, Telling.Correction, cancel);
        return new DayAnswer("coach", day, figures, own.Count - figures.Count);
    }

    /// <summary>Forgets what was told about days before one: an answer about them would be a first one. Answers how many.</summary>
    public Task<long> Forget(DateOnly before, CancellationToken cancel) => _book.Forget(before, cancel);

    // Everything up to the end of the day counts: who is new, who came back, what was paid before.
    private async Task<long> LastChange(DateOnly day, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT coalesce(max(change), 0) FROM day_changes WHERE day <= @day::date", new { day = day.ToDateTime(TimeOnly.MinValue) }, cancellationToken: cancel));
    }
}
