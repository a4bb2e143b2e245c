using Analytics.Catalog;

namespace Analytics.Tests.Catalog;

/// <summary>One seeded mistake for each rule of the catalog; each must be found, and nothing else.</summary>
public sealed class CatalogValidationTests
{
    private static readonly NumberField Seconds = new("duration", "How long.", Unit.Seconds, 0, 10);
    private static readonly BudgetedField Free = new("place", "Where.", budget: 10);
    private static readonly ChoiceField<AgeBand> Personal = new("age", "How old.", Sensitivity.Personal);
    private static readonly EventKind Kind = EventKind.Declare(Domain.Platform, EventType.SystemEvent, DataClass.Usage, "thing.done", "A thing.", Seconds.Required, Free.Required, Personal.Required);
    private static readonly Metric Count = Declare("analytics.platform.things", Unit.Of("thing")).CountOf(Kind).Counter<NoLabels>();

    [Fact]
    public void A_sound_catalog_has_no_problems() => Assert.Empty(Validate([Kind], [Count]));

    [Fact]
    public void Two_kinds_of_one_name() => Assert.Contains("duplicate-event", Validate([Kind, Kind], [Count]));

    [Fact]
    public void Two_metrics_of_one_name() =>
        Assert.Equal(["duplicate-metric"], Validate([Kind], [Count, Declare("analytics.platform_things", Unit.Of("thing")).ValueOf(Kind, Seconds).Counter<NoLabels>()]).Except(["metric-name", "feed-unit"]));

    [Fact]
    public void A_histogram_whose_count_is_another_metric() => Assert.Contains("duplicate-metric", Validate([Kind],
    [
        Count,
        Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Seconds).Histogram<NoLabels>([1]),
        new MetricDeclaration(Domain.Platform, MetricOrigin.Scrape, "analytics_platform_wait_seconds_count", Unit.Of("wait"), "A help.", "node").Gauge<NoLabels>(),
    ]));

    [Fact]
    public void A_kind_that_nothing_counts() => Assert.Equal(["event-not-counted-once"], Validate([Kind], []));

    [Fact]
    public void A_metric_that_nothing_feeds() => Assert.Equal(["nothing-feeds"], Validate([Kind], [Count, Declare("analytics.platform.lonely", Unit.Of("thing")).Counter<NoLabels>()]));

    [Fact]
    public void A_label_without_values_or_budget() => Assert.Contains("label-budget", Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Seconds).Counter<Unbounded>()]));

    [Fact]
    public void A_label_that_would_publish_something_personal() => Assert.Equal(["label-sensitivity"], Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Seconds).Counter<Revealing>()]));

    [Fact]
    public void A_label_that_the_event_does_not_carry() => Assert.Equal(["label-field"], Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Seconds).Counter<PlanLabels>()]));

    [Fact]
    public void More_series_than_the_budget() => Assert.Equal(["series-budget"], Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Seconds).WithSeriesBudget(5).Counter<Placed>()]));

    [Fact]
    public void Seconds_fed_into_bytes() => Assert.Equal(["feed-unit"], Validate([Kind], [Count, Declare("analytics.platform.size", Unit.Bytes).ValueOf(Kind, Seconds).Counter<NoLabels>()]));

    [Fact]
    public void A_text_fed_as_a_value() => Assert.Equal(["feed-field"], Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Free).Counter<NoLabels>()]));

    [Fact]
    public void Buckets_that_do_not_ascend() => Assert.Equal(["buckets"], Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Seconds).ValueOf(Kind, Seconds).Histogram<NoLabels>([1, 1])]));

    [Fact]
    public void A_name_outside_the_naming() => Assert.Equal(["metric-name"], Validate([Kind], [Count, Declare("Platform.Wait", Unit.Seconds).ValueOf(Kind, Seconds).Counter<NoLabels>()]));

    [Theory]
    [InlineData("Session")]
    [InlineData("{Bad Unit}")]
    [InlineData("{}")]
    [InlineData("seconds")]
    public void A_bad_unit(string ucum) => Assert.False(Unit.IsKnown(ucum));

    [Fact]
    public void A_metric_with_a_bad_unit() => Assert.Equal(["bad-unit"], Validate([Kind], [Count, Declare("analytics.platform.wait", Unit.Of("Bad Unit")).ValueOf(Kind, Seconds).Counter<NoLabels>()]).Except(["feed-unit"]));

    [Fact]
    public void A_metric_without_help() =>
        Assert.Equal(["help"], Validate([Kind], [Count, new MetricDeclaration(Domain.Platform, MetricOrigin.Pipeline, "analytics.pipeline.x", Unit.Seconds, "no sentence", "gateway").Gauge<NoLabels>()]));

    private static IEnumerable<string> Validate(IReadOnlyList<EventKind> events, IReadOnlyList<Metric> metrics) =>
        CatalogValidation.Validate(new CatalogIndex(events, metrics)).Select(problem => problem.Rule).Distinct();

    private static MetricDeclaration Declare(string name, Unit unit) => new(Domain.Platform, MetricOrigin.Events, name, unit, "A help.");

    private sealed class Unbounded : LabelSet
    {
        public Label<string> Place { get; } = new("place", "Where.", budget: 0, Free);
    }

    private sealed class Revealing : LabelSet
    {
        public Label<AgeBand> Age => Personal.Label;
    }

    private sealed class Placed : LabelSet
    {
        public Label<string> Place => Free.Label;
    }
}
