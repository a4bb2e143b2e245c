using Analytics.Catalog;

namespace Analytics.Tests.Catalog;

public sealed class CatalogTests
{
    [Fact]
    public void The_catalog_does_not_contradict_itself() => Assert.Empty(CatalogValidation.Validate(CatalogIndex.Default));

    [Theory]
    [InlineData("user.signed_up", "session.started", "session.ended", "screen.viewed", "feature.used", "element.clicked", "flow.abandoned",
        "onboarding.started", "onboarding.completed", "first_value.reached", "nutrition.logged", "satisfaction.rated")]
    [InlineData("trial.started", "subscription.started", "subscription.renewed", "subscription.changed", "subscription.cancelled", "payment.completed",
        "payment.failed", "payment.refunded", "program.published", "program.sold", "program.rated", "commission.recorded", "cost.recorded", "ticket.opened")]
    [InlineData("recommendation.served", "recommendation.answered", "outcome.labelled", "safety_event.raised", "experiment.exposed", "model.deployed")]
    [InlineData("workout.started", "workout.completed", "workout.abandoned", "goal.set", "goal.achieved", "progression.recorded", "injury.reported", "wearable.synced")]
    [InlineData("api.requested", "database.queried", "app.crashed", "integration.checked", "service.scaled", "service.deployed", "job.ran", "probe.ran")]
    public void Every_domain_is_covered(params string[] kinds) =>
        Assert.All(kinds, kind => Assert.NotNull(CatalogIndex.Default.FindEvent(kind)));

    [Fact]
    public void Every_event_kind_has_the_counter_of_its_rows() =>
        Assert.All(CatalogIndex.Default.Events, kind => Assert.Equal(MetricKind.Counter, CatalogIndex.Default.CounterOf(kind).Kind));

    [Fact]
    public void The_catalog_finds_metrics_by_their_Prometheus_name()
    {
        Assert.Same(PlatformMetrics.ApiRequestDuration, CatalogIndex.Default.FindMetric("analytics_platform_api_request_duration_seconds"));
        Assert.Null(CatalogIndex.Default.FindMetric("analytics_platform_nonsense"));
    }

    [Fact]
    public void A_label_that_a_kind_need_not_carry_can_be_unknown()
    {
        var tiers = EngagementMetrics.SessionsStarted.ValuesOf(EngagementMetrics.SessionsStarted.Labels.Tier);
        Assert.Contains(Label.Unknown, tiers!);
        var platforms = EngagementMetrics.SessionsStarted.ValuesOf(EngagementMetrics.SessionsStarted.Labels.Platform);
        Assert.Equal(["ios", "android", "web"], platforms);
    }

    [Fact]
    public void Conditions_are_typed_by_their_label()
    {
        var labels = PlatformMetrics.ApiRequests.Labels;
        Assert.Equal("5xx", labels.StatusClass.Is(StatusClass.ServerError).Value);
        Assert.Equal("4xx|5xx", labels.StatusClass.IsIn(StatusClass.ClientError, StatusClass.ServerError).Value);
        Assert.Equal(@"a\.b|c", labels.Service.IsIn("a.b", "c").Value);
    }

    [Fact]
    public void The_printed_catalog_is_fresh() => Golden.Match(CatalogDocument.Print(CatalogIndex.Default), "exporters/Analytics.Catalog/catalog.md");

    [Theory]
    [InlineData("orders.placed", "{order}", MetricKind.Counter, "orders_placed_total")]
    [InlineData("payload.size", "By", MetricKind.Counter, "payload_size_bytes_total")]
    [InlineData("jobs.total", "1", MetricKind.Counter, "jobs_total")]
    [InlineData("cpu.time", "s", MetricKind.Counter, "cpu_time_seconds_total")]
    [InlineData("http.server.request.duration", "s", MetricKind.Histogram, "http_server_request_duration_seconds")]
    [InlineData("queue.fill", "1", MetricKind.Gauge, "queue_fill_ratio")]
    [InlineData("recommendation.score", "1", MetricKind.Histogram, "recommendation_score")]
    [InlineData("job.duration.seconds", "s", MetricKind.Gauge, "job_duration_seconds")]
    public void Names_become_Prometheus_names_as_the_specification_says(string name, string ucum, MetricKind kind, string expected)
    {
        var unit = new[] { Unit.One, Unit.Seconds, Unit.Bytes, Unit.Of("order") }.Single(known => known.Ucum == ucum);
        Assert.Equal(expected, PrometheusName.Of(name, unit, kind));
    }
}
