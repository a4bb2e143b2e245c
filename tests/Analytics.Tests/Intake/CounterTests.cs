using Analytics.Catalog;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>Counters are sums over rows: nothing more, nothing less, whatever the labels.</summary>
public sealed class CounterTests : IDisposable
{
    private readonly Door _door = new();
    private readonly CounterLedger _ledger = new(CatalogIndex.Default);

    public void Dispose() => _door.Dispose();

    [Fact]
    public void There_are_no_series_before_PostgreSQL_has_said_what_they_are() => Assert.Empty(_ledger.SeriesOf(EngagementMetrics.SessionsStarted));

    [Fact]
    public void Series_of_closed_labels_stand_at_zero_from_the_start()
    {
        _ledger.Load([]);
        var series = _ledger.SeriesOf(EngagementMetrics.SessionsStarted);
        Assert.Equal(3 * 5, series.Count);
        Assert.All(series, one => Assert.Equal(0, one.Value));
        Assert.Contains(series, one => one.Tags is [{ Key: "platform", Value: "web" }, { Key: "tier", Value: "unknown" }]);
    }

    [Fact]
    public void Every_event_counts_once_in_the_metric_of_its_kind_and_amounts_are_exact()
    {
        _ledger.Load([]);
        var feed = new CounterFeed(_ledger.Metrics, _ledger.Budgets);
        var some = new SomeEvents(5);
        var events = Enumerable.Range(0, 4).SelectMany(request => _door.Post([.. Enumerable.Range(0, 500).Select(i => some.Next($"e{request}-{i}"))]).Events).ToList();
        events.ForEach(feed.Add);
        _ledger.Apply(feed.Take());

        foreach (var kind in CatalogIndex.Default.Events)
        {
            var counted = _ledger.SeriesOf(CatalogIndex.Default.CounterOf(kind)).Sum(series => series.Value);
            var kinds = CatalogIndex.Default.CounterOf(kind).Feeds.Where(own => own.Value is null).Select(own => own.Kind).ToHashSet();
            Assert.Equal(events.Count(admitted => kinds.Contains(admitted.Kind)), counted);
        }

        var paid = events.Where(admitted => admitted.Kind == BusinessEvents.PaymentCompleted)
            .Sum(admitted => admitted.TryGetMoney(BusinessFields.Amount, out var amount) ? amount : 0);
        Assert.Equal((double)paid, _ledger.SeriesOf(BusinessMetrics.Revenue).Sum(series => series.Value), 6);
    }

    [Fact]
    public void Beyond_its_budget_a_label_says_other_and_says_the_same_after_a_restart()
    {
        _ledger.Load([]);
        var budget = AiFields.Version.Label.Budget;
        var events = Enumerable.Range(0, budget + 5).Select(i => Served($"e{i}", $"v{i}")).ToList();
        var feed = new CounterFeed(_ledger.Metrics, _ledger.Budgets);
        events.ForEach(feed.Add);
        var deltas = feed.Take();
        _ledger.Apply(deltas);

        var versions = _ledger.SeriesOf(AiMetrics.RecommendationsServed).ToDictionary(series => series.Labels[1], series => series.Value);
        Assert.Equal(budget + 1, versions.Count);
        Assert.Equal(5, versions[Label.Other]);

        var restarted = new CounterLedger(CatalogIndex.Default);
        restarted.Load(deltas.Select(delta => new StoredCounter(delta.Key.Metric, delta.Key.Labels, delta.Key.IsBackfill, delta.Delta)));
        Assert.Equal(Label.Other, restarted.LabelValueOf(AiFields.Version.Label, Served("x", "brand new")));
        Assert.Equal("v3", restarted.LabelValueOf(AiFields.Version.Label, Served("y", "v3")));
        Assert.Equal(versions.Values.Sum(), restarted.SeriesOf(AiMetrics.RecommendationsServed).Sum(series => series.Value));
    }

    [Fact]
    public void Backfill_counts_in_series_of_its_own()
    {
        _ledger.Load([]);
        var feed = new CounterFeed(_ledger.Metrics, _ledger.Budgets);
        var old = EventJson.Session("a", Door.Now.AddYears(-1));
        feed.Add(Assert.Single(_door.Post(EventJson.Request(old), backfill: true).Events));
        feed.Add(Assert.Single(_door.Post(EventJson.Session("b", Door.Now)).Events));
        _ledger.Apply(feed.Take());

        var counted = _ledger.SeriesOf(EngagementMetrics.SessionsStarted).Where(series => series.Value > 0).ToList();
        Assert.Equal([false, true], counted.Select(series => series.IsBackfill).Order());
        Assert.Contains(counted.Single(series => series.IsBackfill).Tags, tag => tag is { Key: "origin", Value: "backfill" });
        Assert.DoesNotContain(counted.Single(series => !series.IsBackfill).Tags, tag => tag.Key == "origin");
    }

    private AdmittedEvent Served(string id, string version) =>
        Assert.Single(_door.Post(EventJson.Of(AiEvents.RecommendationServed, id, Door.Now).Set(AiFields.Version, version)).Events);
}
