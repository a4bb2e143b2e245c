using Analytics.Catalog;
using Analytics.Insights.Answers;

namespace Analytics.Tests.Insights;

public sealed class ReleaseGuardTests
{
    private const int Threshold = 10;

    [Fact]
    public void One_person_more_or_less_changes_no_group_and_everybodys_total_at_once()
    {
        Assert.Equal([("all", 101), ("premium", 40), ("free", 60)], Told([All(100), In("premium", 40), In("free", 60)], [All(101), In("premium", 41), In("free", 60)]));
        Assert.Equal([("all", 99), ("premium", 40), ("free", 60)], Told([All(100), In("premium", 40), In("free", 60)], [All(99), In("premium", 40), In("free", 59)]));
    }

    [Fact]
    public void What_the_total_would_show_of_few_waits_with_the_others() =>
        Assert.Equal([("all", 115), ("premium", 40), ("free", 60)], Told([All(100), In("premium", 40), In("free", 60)], [All(115), In("premium", 43), In("free", 72)]));

    [Fact]
    public void Many_changes_are_told() =>
        Assert.Equal([("all", 130), ("premium", 55), ("free", 75)], Told([All(100), In("premium", 40), In("free", 60)], [All(130), In("premium", 55), In("free", 75)]));

    [Fact]
    public void Small_changes_add_up_until_they_are_many()
    {
        var (standing, now) = (First([In("premium", 40), In("free", 60)]), 0);
        for (var more = 1; more <= 12; more++)
        {
            standing = ReleaseGuard.Correct(standing, [In("premium", 40 + more), In("free", 60 + more)], Threshold);
            now = more < Threshold ? 40 : 50;
            Assert.Equal(now, standing[0].Cell.Value);
        }
    }

    [Fact]
    public void Another_mean_of_the_same_people_waits_too()
    {
        var mean = In("premium", 40) with { Metric = AudienceSeries.ActionsPerUser, Value = 3 };
        Assert.Equal(3, Told([mean, In("free", 60)], [mean with { Value = 3.5 }, In("free", 60)])[0].Value);
    }

    [Fact]
    public void A_group_that_was_too_small_is_not_told_by_one_more() =>
        Assert.DoesNotContain("few", Told([In("few", 9), In("other", 9), In("free", 60)], [In("few", 10), In("other", 10), In("free", 60)]).Select(cell => cell.Name));

    /// <summary>
    /// Somebody who knows every total exactly, now and then, sees two answers: no cell changed by few people, and those that were left as they were changed by many
    /// together, or by nobody.
    /// </summary>
    [Fact]
    public void Two_answers_and_their_totals_never_tell_of_few()
    {
        var random = new Random(13);
        var corrected = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var then = Enumerable.Range(0, 2 + random.Next(5)).Select(i => In($"p{i}", random.Next(5 * Threshold))).ToList();
            var now = then.Select(cell => In(cell.Part!, Math.Max(0, (long)cell.Value + (random.Next(2) == 0 ? 0 : random.Next(-2 * Threshold, 2 * Threshold))))).ToList();
            var before = First(then);
            var standing = ReleaseGuard.Correct(before, now, Threshold);
            var held = now.Where((cell, i) => standing[i].Cell.People != cell.People).ToList();
            foreach (var (one, i) in standing.Select((one, i) => (one, i)).Where(pair => pair.one.IsShown && pair.one.Cell.Value != then[pair.i].Value))
            {
                corrected++;
                Assert.True(Math.Abs(one.Cell.Value - then[i].Value) >= Threshold);
            }

            var changes = held.Sum(cell => Math.Abs(cell.Value - then.Single(other => other.Part == cell.Part).Value));
            Assert.True(held.Count == 0 || changes >= Threshold || standing.All(one => then.Any(cell => cell.Part == one.Cell.Part && cell.Value == one.Cell.Value)), $"{changes} people of {held.Count} parts");
        }

        Assert.True(corrected > 5_000, "too little was corrected to be attacked");
    }

    private static List<(string Name, double Value)> Told(IReadOnlyList<Cell> then, IReadOnlyList<Cell> now) =>
        [.. ReleaseGuard.Correct(First(then), now, Threshold).Where(one => one.IsShown).Select(one => (one.Cell.Labels[1], one.Cell.Value))];

    private static IReadOnlyList<ReleasedCell> First(IReadOnlyList<Cell> cells)
    {
        var shown = SmallCells.Protect(cells, Threshold).ToHashSet<Cell>(ReferenceEqualityComparer.Instance);
        return [.. cells.Select(cell => new ReleasedCell(cell, shown.Contains(cell)))];
    }

    private static Cell All(long people) => new(AudienceSeries.ActiveUsers, ["all", "all"], people, people);

    private static Cell In(string part, long people) => new(AudienceSeries.ActiveUsers, ["tier", part], people, people, Line: "tier", Part: part);
}
