using Analytics.Catalog;
using Analytics.Cli.Events.World;
using Analytics.Insights.Answers;
using Analytics.Insights.ServiceLevels;
using Analytics.Testing.Intake;

namespace Analytics.Integration.Tests.Insights;

/// <summary>The demo's story must be visible in the numbers: prices rise, a bad model goes live, the API suffers.</summary>
public sealed class DemoStoryTests
{
    private const int Days = 50;
    private static readonly DateTimeOffset End = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset From = End.AddDays(-Days);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bad_release_the_price_change_and_the_incident_are_visible_in_the_numbers()
    {
        await using var database = await EventDatabase.Create(Cancel);
        var product = new SyntheticProduct(new ProductSettings(1_500, Days, 7, End, HasStory: true));
        await database.Store(product.Live().Where(one => IsLookedAt(one, product.Stage.Story.Incidents.Single())).Select(Row), Cancel);
        await database.RefreshAll(Cancel);
        var desk = new AnswerDesk(database.Source);
        var story = product.Stage.Story;
        var bad = story.BadReleases.Single();
        var badDay = DateOnly.FromDateTime(bad.Until.UtcDateTime.AddDays(-1));
        var badVersion = product.Stage.Releases.ModelAt(bad.Model, bad.From).Version;
        var goodVersion = product.Stage.Releases.ModelAt(bad.Model, bad.From.AddSeconds(-1)).Version;
        var model = WireName.Of(bad.Model);

        var quality = await desk.Ask(InsightTable.AiQuality, badDay, Cancel);
        var accepted = WireName.Of(Answer.Accepted);
        Assert.True(Value(quality, AiQualitySeries.Answers, model, badVersion, "7d", accepted) < Value(quality, AiQualitySeries.Answers, model, goodVersion, "7d", accepted) - 0.05);
        Assert.True(Value(quality, AiQualitySeries.Accuracy, model, badVersion, "7d") < 0.75);
        Assert.True(Safety(quality, model, badVersion) > 1.5 * Safety(quality, model, goodVersion));
        var degradation = await desk.Ask(InsightTable.AiDegradation, badDay, Cancel);
        Assert.True(Value(degradation, AiQualitySeries.AccuracyChange, model, badVersion) < -0.1);
        Assert.True(Value(degradation, AiQualitySeries.AcceptanceChange, model, badVersion) < -0.05);
        var drift = Value(await desk.Ask(InsightTable.Drift, badDay, Cancel), AiQualitySeries.ScoreDriftPsi, model);
        var calm = Value(await desk.Ask(InsightTable.Drift, DateOnly.FromDateTime(bad.From.UtcDateTime).AddDays(-3), Cancel), AiQualitySeries.ScoreDriftPsi, model);
        Assert.True(drift > 0.25 && calm < 0.1, $"drift {drift}, before {calm}");

        var dearer = DateOnly.FromDateTime(story.PriceChange!.At.UtcDateTime);
        var (before, after) = (await PerSubscriber(desk, dearer.AddDays(-1)), await PerSubscriber(desk, DateOnly.FromDateTime(End.UtcDateTime).AddDays(-1)));
        Assert.True(after > before * 1.05, $"MRR per subscriber went from {before} to {after}");

        var told = new HashSet<Metric>();
        var all = new AnswerDesk(database.Source, threshold: 1);
        foreach (var insight in InsightTable.All)
        {
            told.UnionWith((await all.Ask(insight, badDay, Cancel)).Figures.Select(figure => figure.Metric));
        }

        var jobs = InsightTable.All.Select(insight => insight.Job).ToHashSet();
        Assert.Equal([], CatalogIndex.Default.Metrics.Where(metric => metric.Origin == MetricOrigin.Worker && jobs.Contains(metric.Source) && !told.Contains(metric)).ToList());

        var incident = story.Incidents.Single();
        var levels = new ServiceLevelQuery(database.Source, ServiceObjectives.ThreeNines);
        var during = (await levels.At(incident.From + incident.Length, Cancel)).Single(level => level.Service == incident.Service && level.Window == SlaWindow.Hour);
        Assert.True(during.BudgetRemaining < 0 && during.Availability < 0.9);
    }

    /// <summary>Of the product's own software only the requests of the bad time.</summary>
    private static bool IsLookedAt(Happening one, Incident incident) =>
        one.Kind.Domain != Domain.Platform || (one.Kind == PlatformEvents.ApiRequested && one.At >= incident.From && one.At < incident.From + incident.Length);

    internal static EventRow Row(Happening one)
    {
        var values = new Dictionary<string, object> { [ContextFields.Platform.Name] = WireName.Of(one.Actor.Device.Platform) };
        if (one.Actor.Segment is { } segment)
        {
            values[ContextFields.Tier.Name] = WireName.Of(segment.Tier);
            values[ContextFields.Goal.Name] = WireName.Of(segment.Goal);
            values[ContextFields.AgeBand.Name] = WireName.Of(segment.AgeBand);
            values[ContextFields.Country.Name] = segment.Country;
        }

        foreach (var value in one.Values)
        {
            values[value.Field.Name] = value.Text ?? (value.Field is MoneyField ? value.Amount : (object)value.Number);
        }

        return EventRow.Of(one.Id, one.Kind, one.At, one.Actor.UserId, values);
    }

    private static async Task<double> PerSubscriber(AnswerDesk desk, DateOnly day) => Value(await desk.Ask(InsightTable.Mrr, day, Cancel), RevenueSeries.PerAccount);

    private static double Safety(DayAnswer answer, string model, string version) =>
        WireName.All<SafetyIssue>().Sum(issue => Value(answer, AiQualitySeries.Safety, model, version, "7d", issue));

    private static double Value(DayAnswer answer, Metric metric, params string[] labels) =>
        answer.Figures.Single(figure => figure.Metric == metric && figure.Labels.SequenceEqual(labels)).Value;
}
