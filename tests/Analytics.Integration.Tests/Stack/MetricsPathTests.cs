using Analytics.Catalog;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Stack;

/// <summary>Exporters -> OTLP -> Collector -> vmagent -> remote write -> Prometheus, with the project's own configuration files.</summary>
public sealed class MetricsPathTests(MetricsPathFixture fixture) : IClassFixture<MetricsPathFixture>
{
    private readonly MetricsPath _path = fixture.Path;

    [Fact]
    public async Task A_counter_arrives_with_its_labels_and_nothing_else()
    {
        Assert.Equal(200, await OtlpRequest.SendAsync(_path.OtlpUrl, OtlpRequest.Metric("stack.arrival", "{thing}", MetricKind.Counter, 42, ("exercise.type", "run"))));

        await _path.Prometheus.WaitForAsync("stack_arrival_total", value => value == 42, cancel: TestContext.Current.CancellationToken);

        var series = Assert.Single(await _path.Prometheus.QueryAsync("stack_arrival_total", cancel: TestContext.Current.CancellationToken));
        Assert.Equal("stack_arrival_total{exercise_type=\"run\",instance=\"gateway-1\",job=\"gateway\"} 42", series.ToString());
    }

    [Fact]
    public async Task A_value_is_visible_within_five_seconds()
    {
        var began = TimeProvider.System.GetTimestamp();
        await OtlpRequest.SendAsync(_path.OtlpUrl, OtlpRequest.Metric("stack.speed", "1", MetricKind.Counter, 1));

        await _path.Prometheus.WaitForAsync("stack_speed_total", value => value == 1, cancel: TestContext.Current.CancellationToken);

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 5);
    }

    /// <summary>Red means: the catalog promises a name that the real path does not produce; every rule and panel on that metric would be empty.</summary>
    [Fact]
    public async Task Every_metric_of_the_catalog_gets_the_name_that_the_catalog_promises()
    {
        var sent = CatalogIndex.Default.Metrics.Where(metric => metric.Origin is MetricOrigin.Events or MetricOrigin.Pipeline).ToList();
        Assert.NotEmpty(sent);
        await OtlpRequest.SendAsync(_path.OtlpUrl, sent.Select(metric => OtlpRequest.Metric(metric.Name, metric.Unit.Ucum, metric.Kind, 1)));

        var promised = sent.Select(metric => metric.PrometheusName + (metric.Kind == MetricKind.Histogram ? "_bucket" : "")).ToHashSet();
        var missing = await Eventually.Get(
            async cancel => promised.Except((await _path.Prometheus.QueryAsync("{job=\"gateway\"}", cancel: cancel)).Select(series => series.Name)).ToList(),
            left => left.Count == 0, "all names", TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Empty(missing);
    }

    public static TheoryData<string, MetricKind> UnitsAndKinds()
    {
        var data = new TheoryData<string, MetricKind>();
        foreach (var unit in (string[])["1", "s", "ms", "d", "By", "%", "{thing}"])
        {
            data.Add(unit, MetricKind.Counter);
            data.Add(unit, MetricKind.Gauge);
            data.Add(unit, MetricKind.Histogram);
        }

        return data;
    }

    [Theory, MemberData(nameof(UnitsAndKinds))]
    public async Task Every_unit_gives_the_predicted_suffix(string ucum, MetricKind kind)
    {
        var unit = ((Unit[])[Unit.One, Unit.Seconds, Unit.Milliseconds, Unit.Days, Unit.Bytes, Unit.Percent, Unit.Of("thing")]).Single(u => u.Ucum == ucum);
        var name = $"unit.{kind}.n{string.Concat(ucum.Select(letter => $"{(int)letter:x}"))}";
        await OtlpRequest.SendAsync(_path.OtlpUrl, OtlpRequest.Metric(name, ucum, kind, 1));

        var seen = await Eventually.Get(
            cancel => _path.Prometheus.QueryAsync($"{{__name__=~\"{PrometheusName.Of(name, Unit.Of("thing"), MetricKind.Gauge)}.*\"}}", cancel: cancel),
            series => series.Count > 0, name, cancel: TestContext.Current.CancellationToken);

        var expected = PrometheusName.Of(name, unit, kind);
        Assert.All(seen, series => Assert.Contains(series.Name, kind == MetricKind.Histogram
            ? (string[])[expected + "_bucket", expected + "_sum", expected + "_count"] : [expected]));
    }
}
