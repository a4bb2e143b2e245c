using Analytics.Catalog;
using Analytics.Insights.Answers;

namespace Analytics.Integration.Tests.Insights;

/// <summary>A random world, stored in portions and rolled up between them, so that every portion is full of late events.</summary>
public sealed class RandomWorldFixture : IAsyncLifetime
{
    private EventDatabase? _database;

    internal EventDatabase Database => _database!;

    internal RandomWorld World { get; } = new(20_261_121);

    public async ValueTask InitializeAsync()
    {
        _database = await EventDatabase.Create(CancellationToken.None);
        await _database.Execute(RevenueReference.DearerDollar, CancellationToken.None);
        var known = new HashSet<string>();
        foreach (var portion in World.Arriving.Chunk(2_000))
        {
            // What the store's keys do: an id is stored once.
            await _database.Store(portion.Where(one => known.Add(one.Id)).Select(one => one.Row), CancellationToken.None);
            await _database.Rollups.Refresh(CancellationToken.None);
        }

        await _database.RefreshAll(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

/// <summary>The tests that read the random world; one after the other, over one database.</summary>
[CollectionDefinition]
public sealed class RandomWorldCollection : ICollectionFixture<RandomWorldFixture>;

/// <summary>Every insight is computed twice: by SQL over rollups, and by plain C# over the events. Nothing is suppressed (k = 1).</summary>
[Collection<RandomWorldCollection>]
public sealed class InsightAgreementTests(RandomWorldFixture world)
{
    public static TheoryData<string, int> Questions =>
        new(from insight in Answered.Keys from day in new[] { 11, 33, 46 } select (insight, day));

    private static Dictionary<string, Func<IReadOnlyList<WorldEvent>, DateOnly, Expected>> Answered { get; } = new()
    {
        ["audience"] = (events, day) => new BehaviourReference(events, day).Audience(),
        ["habits"] = (events, day) => new BehaviourReference(events, day).Habits(),
        ["features"] = (events, day) => new BehaviourReference(events, day).Features(),
        ["segments"] = (events, day) => new SegmentReference(events, day).Segments(),
        ["sign-up-funnel"] = (events, day) => new BehaviourReference(events, day).SignUpFunnel(isSegmented: false),
        ["sign-up-funnel-segments"] = (events, day) => new BehaviourReference(events, day).SignUpFunnel(isSegmented: true),
        ["paths"] = (events, day) => new BehaviourReference(events, day).Paths(),
        ["survival"] = (events, day) => new BehaviourReference(events, day).Survival(),
        ["weekly-retention"] = (events, day) => new BehaviourReference(events, day).WeeklyRetention(isUnbounded: false),
        ["weekly-retention-unbounded"] = (events, day) => new BehaviourReference(events, day).WeeklyRetention(isUnbounded: true),
        ["monthly-retention"] = (events, day) => new BehaviourReference(events, day).MonthlyRetention(),
        ["returning"] = (events, day) => new BehaviourReference(events, day).Returning(),
        ["mrr"] = (events, day) => new RevenueReference(events, day).Mrr(),
        ["money"] = (events, day) => new RevenueReference(events, day).Money(),
        ["marketplace"] = (events, day) => new RevenueReference(events, day).Marketplace(),
        ["customer-value"] = (events, day) => new RevenueReference(events, day).CustomerValue(),
        ["forecast"] = (events, day) => new RevenueReference(events, day).Forecast(),
        ["ai-quality"] = (events, day) => new QualityReference(events, day).AiQuality(),
        ["ai-degradation"] = (events, day) => new QualityReference(events, day).AiDegradation(),
        ["drift"] = (events, day) => new QualityReference(events, day).Drift(),
        ["fitness"] = (events, day) => new QualityReference(events, day).Fitness(),
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Sql_and_plain_computation_agree(string name, int dayNumber)
    {
        var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(dayNumber);
        var insight = InsightTable.All.Single(one => one.Name == name);
        var answer = await new AnswerDesk(world.Database.Source, threshold: 1).Ask(insight, day, TestContext.Current.CancellationToken);
        var actual = answer.Figures.ToDictionary(figure => Expected.Key(figure.Metric, figure.Labels), figure => figure.Value);
        var expected = Answered[name](world.World.Events, day).Values;
        Assert.Equal(expected.Keys, actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, pair => Assert.Equal(pair.Value, actual[pair.Key], 1e-9 * Math.Max(1, Math.Abs(pair.Value))));
    }

    [Fact]
    public async Task A_coach_sees_how_the_own_clients_train()
    {
        var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(45);
        var answer = await new AnswerDesk(world.Database.Source, threshold: 1).AskCoach("t3", day, TestContext.Current.CancellationToken);
        var expected = new QualityReference(world.World.Events, day).Fitness("t3").Values;
        Assert.NotEmpty(expected);
        Assert.Equal(expected, new SortedDictionary<string, double>(answer.Figures.ToDictionary(figure => Expected.Key(figure.Metric, figure.Labels), figure => figure.Value), StringComparer.Ordinal));
        Assert.Empty((await new AnswerDesk(world.Database.Source, threshold: 60).AskCoach("t3", day, TestContext.Current.CancellationToken)).Figures);
    }

    [Fact]
    public async Task Platforms_are_reconciled_with_everybody()
    {
        var answer = await new AnswerDesk(world.Database.Source, threshold: 1).Ask(InsightTable.Audience, DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(40), TestContext.Current.CancellationToken);
        double Mixes(string platform) => answer.Figures.Where(figure => figure.Metric == AudienceSeries.PlatformMixes && (platform == "all" || figure.Labels[0] == "all" || figure.Labels[0].Split('_').Contains(platform))).Sum(figure => figure.Value);
        double Told(string dimension, string segment) => answer.Figures.Single(figure => figure.Metric == AudienceSeries.ActiveUsersMonthly && figure.Labels.SequenceEqual([dimension, segment])).Value;
        Assert.Equal(Told("all", "all"), Mixes("all"));
        Assert.All(new[] { "ios", "android", "web" }, platform => Assert.Equal(Told("platform", platform), Mixes(platform)));
        Assert.True(Told("platform", "ios") + Told("platform", "android") + Told("platform", "web") > Told("all", "all"));
    }

    [Fact]
    public void Every_insight_has_a_second_computation() => Assert.Equal(InsightTable.All.Select(insight => insight.Name).Order(), Answered.Keys.Order());
}
