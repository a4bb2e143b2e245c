using Analytics.Catalog;
using Analytics.Insights.Answers;

namespace Analytics.Integration.Tests.Insights;

/// <summary>
/// Somebody who sees every answer about every day tries to learn something about fewer than k people: directly, from those who are left out, from totals, and from
/// the difference of two answers of which one's people are among the other's.
/// </summary>
[Collection<RandomWorldCollection>]
public sealed class AttackTests(RandomWorldFixture world)
{
    private const int Threshold = 10;

    public static TheoryData<string> Names => [.. InsightTable.All.Select(insight => insight.Name)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_answer_tells_of_fewer_than_k_people(string name)
    {
        var insight = InsightTable.All.Single(one => one.Name == name);
        var desk = new AnswerDesk(world.Database.Source, Threshold);
        for (var i = 5; i < RandomWorld.Days; i += 6)
        {
            var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(i);
            var all = await insight.Compute(world.Database.Source, day, Cancel);
            var shown = (await desk.Ask(insight, day, Cancel)).Figures.Select(figure => Expected.Key(figure.Metric, figure.Labels)).ToHashSet();
            bool IsShown(Cell cell) => shown.Contains(Expected.Key(cell.Metric, cell.Labels));
            Assert.DoesNotContain(all.Where(IsShown), cell => IsFew(cell.People) || IsFew(cell.Others));
            foreach (var nest in all.Where(cell => cell.Nest is not null && IsShown(cell)).GroupBy(cell => cell.Nest))
            {
                NoSmallDifference(nest.Select(cell => (double?)cell.People), $"{name} {day} {nest.Key}");
            }

            foreach (var line in all.Where(cell => cell.Line is not null).GroupBy(cell => cell.Line))
            {
                // Worth the sum of those that are missing, if the total can be had elsewhere.
                var missing = line.Where(cell => !IsShown(cell)).GroupBy(cell => cell.Part).Select(part => part.Max(cell => cell.People ?? 0)).ToList();
                var rest = line.Where(IsShown).Any();
                Assert.False(rest && missing.Count > 0 && (missing.Count == 1 || missing.Sum() < Threshold), $"{name} {day} {line.Key}: {string.Join('+', missing)} people are what is missing");
            }
        }
    }

    [Fact]
    public async Task Nested_windows_steps_and_months_cannot_be_subtracted()
    {
        var desk = new AnswerDesk(world.Database.Source, Threshold);
        for (var i = 5; i < RandomWorld.Days; i += 3)
        {
            var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(i);
            var audience = (await desk.Ask(InsightTable.Audience, day, Cancel)).Figures;
            foreach (var segment in audience.Where(figure => figure.Metric != AudienceSeries.PlatformMixes).GroupBy(figure => (figure.Labels[0], figure.Labels[1])))
            {
                Metric[] nested = [AudienceSeries.EngagedUsers, AudienceSeries.ActiveUsers, AudienceSeries.ActiveUsersWeekly, AudienceSeries.ActiveUsersMonthly];
                NoSmallDifference(nested.Select(metric => segment.SingleOrDefault(figure => figure.Metric == metric)?.Value), $"{day} {segment.Key}");
            }

            var funnel = (await desk.Ask(InsightTable.SignUpFunnel, day, Cancel)).Figures.Concat((await desk.Ask(InsightTable.SignUpFunnelBySegment, day, Cancel)).Figures);
            foreach (var segment in funnel.Where(figure => figure.Metric == AudienceSeries.SignUpUsers).GroupBy(figure => (figure.Labels[0], figure.Labels[1])))
            {
                NoSmallDifference(segment.Select(figure => (double?)figure.Value), $"funnel {day} {segment.Key}");
            }

            var months = (await desk.Ask(InsightTable.Habits, day, Cancel)).Figures.Where(figure => figure.Metric == AudienceSeries.Lifecycle).ToDictionary(figure => figure.Labels[0], figure => figure.Value);
            if (months.TryGetValue("retained", out var retained))
            {
                var before = world.World.Events.Where(one => one.User is not null && one.Day.Month == day.AddMonths(-1).Month).Select(one => one.User).Distinct().Count();
                Assert.False(IsFew((long)(before - retained)), $"{before - retained} people churned before {day}");
            }
        }
    }

    /// <summary>All segments and all steps inwards (month, week, day, engaged; the five steps), everybody's totals beside them: solved as equations.</summary>
    [Fact]
    public async Task Solving_all_sums_and_totals_as_equations_tells_of_no_few_people()
    {
        Metric[] windows = [AudienceSeries.ActiveUsersMonthly, AudienceSeries.ActiveUsersWeekly, AudienceSeries.ActiveUsers, AudienceSeries.EngagedUsers];
        List<string> steps = [.. WireName.All<SignUpStep>()];
        var hidden = 0;
        for (var i = 3; i < RandomWorld.Days; i += 4)
        {
            var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(i);
            var audience = await Everything(InsightTable.Audience, day);
            var funnel = (await Everything(InsightTable.SignUpFunnel, day)).Concat(await Everything(InsightTable.SignUpFunnelBySegment, day)).ToList();
            foreach (var dimension in new[] { "tier", "goal", "age_band", "country" })
            {
                hidden += Attack(audience, dimension, windows.Length, cell => Array.IndexOf(windows, cell.Metric), $"{day} {dimension}");
                hidden += Attack(funnel, dimension, steps.Count, cell => cell.Metric == AudienceSeries.SignUpUsers ? steps.IndexOf(cell.Labels[2]) : -1, $"funnel {day} {dimension}");
            }
        }

        Assert.True(hidden > 500, $"only {hidden} cells were hidden: nothing was attacked");
    }

    /// <summary>The month's states and the users of each feature, by segment, beside everybody's and beside the segment's people: solved as equations.</summary>
    [Fact]
    public async Task Solving_states_and_features_of_segments_as_equations_tells_of_no_few_people()
    {
        List<string> states = [.. WireName.All<LifecycleState>()];
        var hidden = 0;
        for (var i = 3; i < RandomWorld.Days; i += 8)
        {
            var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(i);
            var segments = await Everything(InsightTable.Segments, day);
            var months = OfEverybody(await Everything(InsightTable.Habits, day), AudienceSeries.Lifecycle);
            var people = (await Everything(InsightTable.Audience, day)).Where(one => one.Cell.Metric == AudienceSeries.ActiveUsersMonthly).ToList();
            var features = OfEverybody(await Everything(InsightTable.Features, day), AudienceSeries.FeatureUsers);
            foreach (var dimension in new[] { "tier", "goal", "age_band", "country" })
            {
                foreach (var state in states)
                {
                    List<(Cell Cell, bool IsShown)> own = [.. segments.Where(one => one.Cell.Metric == AudienceSeries.LifecycleBySegment && one.Cell.Labels[2] == state), .. months.Where(one => one.Cell.Labels[2] == state)];
                    hidden += Attack(own, dimension, 1, _ => 0, $"{state} {day} {dimension}");
                }

                foreach (var feature in segments.Where(one => one.Cell.Metric == AudienceSeries.FeatureUsersBySegment).Select(one => one.Cell.Labels[2]).Distinct())
                {
                    List<(Cell Cell, bool IsShown)> own = [.. people, .. segments.Where(one => one.Cell.Metric == AudienceSeries.FeatureUsersBySegment && one.Cell.Labels[2] == feature), .. features.Where(one => one.Cell.Labels[2] == feature)];
                    hidden += Attack(own, dimension, 2, cell => cell.Metric == AudienceSeries.ActiveUsersMonthly ? 0 : 1, $"{feature} {day} {dimension}");
                }
            }
        }

        Assert.True(hidden > 500, $"only {hidden} cells were hidden: nothing was attacked");
    }

    /// <summary>The cells of a metric of everybody, labelled as those of segments are.</summary>
    private static List<(Cell Cell, bool IsShown)> OfEverybody(IReadOnlyList<(Cell Cell, bool IsShown)> answer, Metric metric) =>
        [.. answer.Where(one => one.Cell.Metric == metric).Select(one => (one.Cell with { Labels = ["all", "all", one.Cell.Labels[0]] }, one.IsShown))];

    /// <summary>Every segment's people of each level that are not of the next one are a group; shown cells and totals are sums of groups.</summary>
    private static int Attack(IReadOnlyList<(Cell Cell, bool IsShown)> answer, string dimension, int levels, Func<Cell, int> levelOf, string where)
    {
        var counts = answer.Where(one => levelOf(one.Cell) >= 0).ToLookup(one => (one.Cell.Labels[0], one.Cell.Labels[1], levelOf(one.Cell)));
        var segments = answer.Where(one => one.Cell.Labels.Count > 1 && one.Cell.Labels[0] == dimension).Select(one => one.Cell.Labels[1]).Distinct().ToList();
        long People(int segment, int level) => level == levels ? 0 : counts[(dimension, segments[segment], level)].Sum(one => one.Cell.People ?? 0);
        var attack = new LinearAttack(segments.Count * levels);
        for (var level = 0; level < levels; level++)
        {
            IEnumerable<int> Groups(int segment) => Enumerable.Range(level, levels - level).Select(own => (segment * levels) + own);
            if (counts[("all", "all", level)].Any(one => one.IsShown))
            {
                attack.Learn(Enumerable.Range(0, segments.Count).SelectMany(Groups));
            }

            for (var segment = 0; segment < segments.Count; segment++)
            {
                // A cell that is not there at all is known to be nobody.
                if (counts[(dimension, segments[segment], level)].All(one => one.IsShown))
                {
                    attack.Learn(Groups(segment));
                }
            }
        }

        foreach (var told in attack.Told())
        {
            var people = told.Sum(group => People(group / levels, group % levels) - People(group / levels, (group % levels) + 1));
            Assert.False(IsFew(people), $"{where}: {people} people of {string.Join('+', told.Select(group => $"{segments[group / levels]}.{group % levels}"))}");
        }

        return counts.Sum(one => one.Count(cell => !cell.IsShown));
    }

    private async Task<IReadOnlyList<(Cell Cell, bool IsShown)>> Everything(Insight insight, DateOnly day)
    {
        var all = await insight.Compute(world.Database.Source, day, Cancel);
        var shown = SmallCells.Protect(all, Threshold).ToHashSet<Cell>(ReferenceEqualityComparer.Instance);
        return [.. all.Select(cell => (cell, shown.Contains(cell)))];
    }

    private static void NoSmallDifference(IEnumerable<double?> counts, string where)
    {
        var known = counts.OfType<double>().ToList();
        Assert.All(known, one => Assert.All(known, other => Assert.False(IsFew((long)Math.Abs(one - other)), $"{where}: {one} - {other}")));
    }

    private static bool IsFew(long? people) => people is > 0 and < Threshold;
}
