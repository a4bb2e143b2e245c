using Analytics.Gateway.Queries;
using Analytics.Operations.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Analytics.Tests.Gateway;

public sealed class MetricsQuestionReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 30, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_not_said_has_a_sane_default()
    {
        var question = Reader("metrics=engagement:active_users:daily").Read()!;
        Assert.Equal((Now.AddDays(-30), Now, Granularity.Day, false, MetricsQuestionReader.DefaultLimit, 0),
            (question.From, question.To, question.Granularity, question.NewestFirst, question.Limit, question.Skip));
    }

    [Fact]
    public void Everything_that_can_be_said_is_read()
    {
        var question = Reader(
            "metrics=sla:availability:ratio,sla:errors:ratio&from=2026-11-01&to=2026-11-02T12:00:00%2B02:00&granularity=hour&filters=service:api&filters=service:web&filters=window:1h&limit=5&cursor=10&orderBy=-time").Read()!;
        Assert.Equal(["sla:availability:ratio", "sla:errors:ratio"], question.Metrics.Select(metric => metric.PrometheusName));
        Assert.Equal((new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero)), (question.From, question.To));
        Assert.Equal(["api", "web"], question.Filters["service"]);
        Assert.Equal(["1h"], question.Filters["window"]);
        Assert.Equal((Granularity.Hour, true, 5, 10), (question.Granularity, question.NewestFirst, question.Limit, question.Skip));
    }

    [Fact]
    public void A_range_is_a_span_until_now_or_two_times()
    {
        var week = Reader("metrics=sla:errors:ratio&timeRange=1w").Read()!;
        Assert.Equal((Now.AddDays(-7), Now), (week.From, week.To));
        var days = Reader("metrics=sla:errors:ratio&timeRange=2026-11-01/2026-11-08").Read()!;
        Assert.Equal((new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 11, 8, 0, 0, 0, TimeSpan.Zero)), (days.From, days.To));
    }

    [Theory]
    [InlineData("", "metrics: expected names")]
    [InlineData("metrics=no:such:series", "metrics: the catalog has no no:such:series")]
    [InlineData("metrics=analytics_platform_api_requests_total", "ask Prometheus for it")]
    [InlineData("metrics=sla:errors:ratio&granularity=second", "granularity: expected one of minute, hour, day, week, month")]
    [InlineData("metrics=sla:errors:ratio&from=yesterday", "from: expected a day such as")]
    [InlineData("metrics=sla:errors:ratio&from=2026-11-22", "from: expected a time before to")]
    [InlineData("metrics=sla:errors:ratio&timeRange=7", "timeRange: expected a span such as")]
    [InlineData("metrics=sla:errors:ratio&timeRange=0d", "timeRange: expected a span such as")]
    [InlineData("metrics=sla:errors:ratio&timeRange=7d&to=2026-11-20", "timeRange: expected either it, or from and to")]
    [InlineData("metrics=sla:errors:ratio&timeRange=2026-11-08/2026-11-01", "from: expected a time before to")]
    [InlineData("metrics=sla:errors:ratio&limit=0", "limit: expected a number from 1")]
    [InlineData("metrics=sla:errors:ratio&limit=99999999", "limit: expected a number from 1")]
    [InlineData("metrics=sla:errors:ratio&cursor=-1", "cursor: expected a number from 0")]
    [InlineData("metrics=sla:errors:ratio&filters=api", "filters: expected label:value")]
    [InlineData("metrics=sla:errors:ratio&filters=country:se", "filters: none of the metrics has the label country")]
    [InlineData("metrics=sla:errors:ratio&dimensions=country", "dimensions: none of the metrics has the label country")]
    [InlineData("metrics=sla:errors:ratio&orderBy=up", "orderBy: expected time or -time")]
    [InlineData("metrics=sla:errors:ratio&limit=1&limit=2", "limit: expected once")]
    [InlineData("metrics=sla:errors:ratio&metric=x", "metric: unknown; expected metrics")]
    public void A_mistake_is_named_with_what_was_expected(string query, string mistake)
    {
        var reader = Reader(query);
        Assert.Null(reader.Read());
        Assert.Contains(reader.Mistakes, found => found.Contains(mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var reader = Reader("metrics=nothing&granularity=x&limit=x&orderBy=x&from=x");
        Assert.Null(reader.Read());
        Assert.Equal(5, reader.Mistakes.Count);
    }

    private static MetricsQuestionReader Reader(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)), Now);
}
