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

    [Fact]
    public void Of_groups_within_each_other_none_is_shown_that_differs_by_few_people() =>
        Assert.Equal(["month", "day"], Shown(10, Nested("week", 97), Nested("month", 100), Nested("day", 50), Nested("busy", 45)));

    [Fact]
    public void A_group_as_large_as_a_hidden_one_is_hidden_too() =>
        Assert.Equal(["month", "week"], Shown(10, Nested("month", 100), Nested("week", 80), Nested("day", 77), Nested("busy", 77)));

    /// <summary>Whatever is hidden of two lines whose parts are nested: the difference of the totals, less all that is shown in both, is never about few people.</summary>
    [Fact]
    public void Hidden_parts_of_two_nested_lines_never_differ_by_few_people_together()
    {
        var random = new Random(12);
        for (var round = 0; round < 20_000; round++)
        {
            var threshold = 2 + random.Next(12);
            var cells = new List<Cell>();
            for (var part = 1 + random.Next(5); part > 0; part--)
            {
                var week = random.Next(4 * threshold);
                cells.Add(In($"p{part}", week) with { Line = "week", Nest = $"p{part}" });
                cells.Add(In($"p{part}", random.Next(2) == 0 ? random.Next(week + 1) : Math.Max(0, week - random.Next(threshold))) with { Line = "day", Nest = $"p{part}" });
            }

            var shown = SmallCells.Protect(cells, threshold);
            var gone = cells.Except(shown).Select(cell => cell.Part).ToHashSet();
            var together = cells.Where(cell => gone.Contains(cell.Part)).Sum(cell => cell.Line == "week" ? cell.People : -cell.People);
            Assert.True(shown.Count == 0 || gone.Count == cells.Count / 2 || !(together > 0 && together < threshold), $"{together} people of {gone.Count} parts");
            Assert.All(shown.GroupBy(cell => cell.Nest), nest => Assert.False(nest.Max(cell => cell.People) - nest.Min(cell => cell.People) is > 0 and var apart && apart < threshold));
        }
    }

    [Fact]
    public void Segments_are_hidden_with_all_their_states_until_no_state_of_the_hidden_tells_of_few()
    {
        Cell[] cells = [.. States("a", 30, 3), .. States("b", 12, 0), .. States("c", 15, 5), .. States("d", 90, 40), .. States("e", 95, 41)];
        Assert.Equal(["e", "e"], SmallCells.Protect(cells, 10).Select(cell => cell.Part));
        static IEnumerable<Cell> States(string segment, params long[] people) => people.Select((count, i) =>
            new Cell(AudienceSeries.LifecycleBySegment, ["tier", segment, $"state{i}"], count, count, Line: "lifecycle", Part: segment));
    }

    [Fact]
    public void Those_whom_hidden_parts_leave_out_are_many_together_or_nobody() =>
        Assert.Equal(["d"], Shown(10, In("a", 98) with { Others = 2 }, In("b", 99) with { Others = 3 }, In("c", 100) with { Others = 20 }, In("d", 140) with { Others = 30 }));

    private static Cell Nested(string name, long people) => new(AudienceSeries.ActiveUsers, [name], people, people, Nest: "nest");

    private static IEnumerable<string> Shown(int threshold, params Cell[] cells) => SmallCells.Protect(cells, threshold).Select(cell => cell.Part ?? cell.Labels[0]);

    private static Cell Own(string name, long people) => new(AudienceSeries.ActiveUsers, [name], people, people);

    private static Cell In(string part, long people) => new(AudienceSeries.ActiveUsers, ["tier", part], people, people, Line: "tier", Part: part);
}
