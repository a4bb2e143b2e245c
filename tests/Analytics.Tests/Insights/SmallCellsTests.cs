using Analytics.Catalog;
using Analytics.Insights.Answers;

namespace Analytics.Tests.Insights;

public sealed class SmallCellsTests
{
    [Fact]
    public void A_cell_about_few_people_is_left_out_and_one_about_none_or_nobody_stays() =>
        Assert.Equal(["none", "many", "nobody"], Shown(10, Own("few", 9), Own("none", 0), Own("many", 10), new Cell(RevenueSeries.Mrr, ["nobody"], 5)));

    [Fact]
    public void A_share_is_left_out_when_few_people_are_not_in_it() =>
        Assert.Equal(["fine", "everybody"], Shown(10, Own("all but few", 95) with { Others = 5 }, Own("fine", 60) with { Others = 40 }, Own("everybody", 100) with { Others = 0 }));

    [Fact]
    public void The_smallest_other_part_hides_what_the_total_would_show() =>
        Assert.Equal(["large"], Shown(10, In("small", 4), In("middle", 30), In("large", 50)));

    [Fact]
    public void Two_small_parts_of_enough_people_hide_each_other() =>
        Assert.Equal(["middle", "large"], Shown(10, In("a", 4), In("b", 7), In("middle", 30), In("large", 50)));

    [Fact]
    public void Cells_of_one_part_share_its_fate()
    {
        Cell[] cells = [In("a", 4), In("b", 30), In("b", 30) with { Metric = AudienceSeries.ActionsPerUser }, In("c", 40), In("c", 40) with { Metric = AudienceSeries.ActionsPerUser }];
        Assert.Equal(["c", "c"], SmallCells.Protect(cells, 10).Select(cell => cell.Part));
    }

    [Fact]
    public void Lines_do_not_touch_each_other() =>
        Assert.Equal(["x", "y"], Shown(10, In("a", 4), In("b", 30), In("x", 30) with { Line = "other" }, In("y", 40) with { Line = "other" }));

    /// <summary>Whoever knows a line's total and sees the rest learns the number of those who are missing: never fewer than k, never of one part.</summary>
    [Fact]
    public void The_total_less_what_is_shown_is_never_one_part_nor_few_people()
    {
        var random = new Random(11);
        for (var round = 0; round < 20_000; round++)
        {
            var threshold = 2 + random.Next(15);
            var cells = Enumerable.Range(0, 1 + random.Next(7)).Select(i => In($"p{i}", random.Next(4) == 0 ? 0 : random.Next(3 * threshold))).ToList();
            var shown = SmallCells.Protect(cells, threshold);
            var missing = cells.Except(shown).ToList();
            Assert.DoesNotContain(shown, cell => cell.People > 0 && cell.People < threshold);
            Assert.True(missing.Count == 0 || shown.Count == 0 || (missing.Count > 1 && missing.Sum(cell => cell.People) >= threshold));
        }
    }

    private static IEnumerable<string> Shown(int threshold, params Cell[] cells) => SmallCells.Protect(cells, threshold).Select(cell => cell.Part ?? cell.Labels[0]);

    private static Cell Own(string name, long people) => new(AudienceSeries.ActiveUsers, [name], people, people);

    private static Cell In(string part, long people) => new(AudienceSeries.ActiveUsers, ["tier", part], people, people, Line: "tier", Part: part);
}
