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
            foreach (var segment in audience.GroupBy(figure => (figure.Labels[0], figure.Labels[1])))
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

    private static void NoSmallDifference(IEnumerable<double?> counts, string where)
    {
        var known = counts.OfType<double>().ToList();
        Assert.All(known, one => Assert.All(known, other => Assert.False(IsFew((long)Math.Abs(one - other)), $"{where}: {one} - {other}")));
    }

    private static bool IsFew(long? people) => people is > 0 and < Threshold;
}
