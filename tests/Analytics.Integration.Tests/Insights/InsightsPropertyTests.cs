using Analytics.Catalog;
using Analytics.Insights.Activity;
using Analytics.Insights.ServiceLevels;
using Dapper;

namespace Analytics.Integration.Tests.Insights;

/// <summary>Random events, stored in random portions with late ones among them, answered from rollups and by brute force.</summary>
public sealed class InsightsPropertyTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 28, 0, 0, 0, TimeSpan.Zero);
    private const int Days = 45;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Active_users_and_cohorts_equal_the_definitions(int seed)
    {
        await using var database = await EventDatabase.Create(Cancel);
        await StoreInPortions(database, new Random(seed), random => Person(random));
        var query = new ActivityQuery(database.Source);
        for (var i = 0; i < Days; i += 4)
        {
            var day = Reference.DayOf(Start).AddDays(i);
            var answer = (await query.On(day, Start.AddDays(i + 1), Cancel))!;
            Assert.Equal(Reference.ActiveUsers(database.Stored, day, day), answer.Daily);
            Assert.Equal(Reference.ActiveUsers(database.Stored, day.AddDays(-6), day), answer.Weekly);
            Assert.Equal(Reference.ActiveUsers(database.Stored, day.AddDays(-29), day), answer.Monthly);
            Assert.Equal(Reference.FirstDays(database.Stored).Count(user => user.Value == day), answer.New);
            Assert.Equal(database.Stored.Where(one => Reference.DayOf(one.OccurredAt) == day).Select(one => one.OccurredAt.Hour).Distinct().Count() / 24.0, answer.Completeness);
            await CohortsAgree(database, query, day);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Service_levels_equal_the_definitions(int seed)
    {
        await using var database = await EventDatabase.Create(Cancel);
        var services = seed == 6 ? 15 : 3;
        await StoreInPortions(database, new Random(seed), random => Request(random, services));
        var own12 = (await ServicesInOrder(database)).Take(PlatformFields.Service.Label.Budget).ToHashSet();
        var query = new ServiceLevelQuery(database.Source, new ServiceObjectives(0.999, new Dictionary<string, double> { ["s1"] = 0.9 }));
        foreach (var hours in new[] { 1, 30, 700, (Days * 24) + 500 })
        {
            var at = Start.AddHours(hours).AddMinutes(7);
            foreach (var level in await query.At(at.AddSeconds(31), Cancel))
            {
                var own = database.Stored.Where(one => one.OccurredAt >= at - ServiceLevel.Length(level.Window) && one.OccurredAt < at && (own12.Contains(one.Service!) ? one.Service : Label.Other) == level.Service).ToList();
                Assert.Equal(own.Count, level.Requests);
                Assert.Equal(own.Count(one => one.IsError), level.Errors);
                Assert.Equal(Reference.Quantile(own.Select(one => one.Duration), 0.95), level.LatencyP95);
                Assert.Equal(own.Select(one => one.OccurredAt.UtcTicks / TimeSpan.TicksPerMinute).Distinct().Count(), level.MinutesWithData);
                var allowed = level.Service == "s1" ? 0.1 : 0.001;
                if (own.Count == 0)
                {
                    Assert.Null(level.BudgetRemaining);
                    continue;
                }

                Assert.Equal(1 - (own.Count(one => one.IsError) / (double)own.Count / allowed), level.BudgetRemaining!.Value, 1e-9);
                Assert.Equal(1 - (own.Count(one => one.IsError) / (double)own.Count), level.Availability!.Value, 1e-12);
            }
        }
    }

    private static async Task CohortsAgree(EventDatabase database, ActivityQuery query, DateOnly day)
    {
        foreach (var isOver in new[] { true, false })
        {
            var known = database.Stored.Where(one => Reference.DayOf(one.OccurredAt) <= day).ToList();
            var sizes = Reference.FirstDays(known).GroupBy(user => Reference.Week(user.Value)).ToDictionary(week => week.Key, week => (long)week.Count());
            var cohorts = await query.Cohorts(day, isOver, Cancel);
            Assert.Equal(sizes.OrderBy(week => week.Key, StringComparer.Ordinal), cohorts.Select(cohort => KeyValuePair.Create(cohort.Name, cohort.Size)));
            foreach (var cohort in cohorts)
            {
                foreach (var point in cohort.Points)
                {
                    var n = int.Parse(WireName.Of(point.Day), System.Globalization.CultureInfo.InvariantCulture);
                    Assert.Equal(Reference.Retention(known, cohort.Name, n, isOver ? day : day.AddDays(-1)), (point.Eligible, point.Retained));
                }
            }
        }
    }

    /// <summary>30 portions; three of them are left uncommitted while later ones are stored and rolled up.</summary>
    private static async Task StoreInPortions(EventDatabase database, Random random, Func<Random, TestEvent> make)
    {
        for (var portion = 0; portion < 10; portion++)
        {
            var slow = await database.Begin(Some(random, make), Cancel);
            await database.Store(Some(random, make), Cancel);
            await database.Rollups.Refresh(Cancel);
            await EventDatabase.Commit(slow, Cancel);
            await database.Store(Some(random, make), Cancel);
            if (random.Next(2) == 0)
            {
                await database.Rollups.Refresh(Cancel);
            }
        }

        await database.RefreshAll(Cancel);
    }

    private static List<TestEvent> Some(Random random, Func<Random, TestEvent> make) => [.. Enumerable.Range(0, random.Next(1, 120)).Select(_ => make(random))];

    // Exactly on midnight and one tick before it are frequent; so are people with a single event, and anonymous ones.
    private static TestEvent Person(Random random)
    {
        var day = Start.AddDays(random.Next(Days));
        var time = random.Next(4) switch { 0 => day, 1 => day.AddMicroseconds(-1), _ => day.AddSeconds(random.Next(86_400)) };
        return new TestEvent(time, random.Next(10) == 0 ? null : random.Next(5) == 0 ? $"once-{random.Next(1_000_000)}" : $"u{random.Next(80)}");
    }

    private static TestEvent Request(Random random, int services) => new(
        Start.AddSeconds(random.Next(Days * 86_400 / 60) * (random.Next(3) == 0 ? 60 : 1) + random.Next(60)), random.Next(2) == 0 ? null : "u1", $"s{random.Next(services)}", random.Next(20) == 0, Math.Round(random.NextDouble() * 3, 4));

    private static async Task<IReadOnlyList<string>> ServicesInOrder(EventDatabase database)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Cancel);
        return [.. await connection.QueryAsync<string>("SELECT service FROM services ORDER BY seen")];
    }
}
