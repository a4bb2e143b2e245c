using Analytics.PromQL;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;

namespace Analytics.Tests.PromQL;

/// <summary>Numbers, texts, durations and long lines come out as Go and Prometheus write them.</summary>
public sealed class PrintingTests
{
    [Theory]
    [InlineData(0.95, "0.95")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1.5e300, "15", 299)]
    [InlineData(123456789012345680, "123456789012345680")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(-1.25e-10, "-0.000000000125")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-0.0, "-0")]
    [InlineData(14.4, "14.4")]
    public void Numbers_never_have_an_exponent(double value, string expected, int zeros = 0) =>
        Assert.Equal(expected + new string('0', zeros), new NumberLiteral(value).ToString());

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90 * 60_000L, "1h30m")]
    [InlineData(86_400_000L, "1d")]
    [InlineData(9 * 86_400_000L, "9d")]
    [InlineData(14 * 86_400_000L, "2w")]
    [InlineData(365 * 86_400_000L, "1y")]
    [InlineData(366 * 86_400_000L, "366d")]
    [InlineData(1L, "1ms")]
    [InlineData(-90_001L, "-1m30s1ms")]
    public void Durations_are_written_as_Prometheus_does(long milliseconds, string expected) =>
        Assert.Equal(expected, Duration.FromMilliseconds(milliseconds).ToString());

    [Theory]
    [InlineData("1y2w3d4h5m6s7ms")]
    [InlineData("5m")]
    [InlineData("0s")]
    [InlineData("0")]
    public void Durations_are_read(string text) => Assert.NotNull(Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("1m1h")]
    [InlineData("1m1m")]
    [InlineData("-1m")]
    [InlineData("1.5h")]
    [InlineData("300y")]
    [InlineData("5M")]
    public void What_is_no_duration_is_not_read(string text) => Assert.Null(Duration.Parse(text));

    [Fact]
    public void Durations_add_up()
    {
        Assert.Equal("1w", (3.Days() + 4.Days()).ToString());
        Assert.Equal("12h", (1.Days() / 2).ToString());
        Assert.Equal(5.Minutes(), Duration.From(TimeSpan.FromMinutes(5)));
        Assert.Equal(TimeSpan.FromHours(2), 2.Hours().ToTimeSpan());
        Assert.True(1.Weeks() < 1.Years());
        Assert.Equal("0.0004", Duration.FromSeconds(0.0004).ToString());
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c'd", "\"a\\\"b\\\\c'd\"")]
    [InlineData("\a\b\f\n\r\t\v\0\x7f", "\"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f\"")]
    [InlineData("ä€😀", "\"ä€😀\"")]
    [InlineData("\u00a0\u200b\ufeff\U000e0001", "\"\\u00a0\\u200b\\ufeff\\U000e0001\"")]
    public void Texts_are_quoted_as_Go_does(string text, string expected) => Assert.Equal(expected, new StringLiteral(text).ToString());

    [Fact]
    public void Bytes_that_are_no_text_are_quoted_as_bytes() =>
        Assert.Equal(@"""\xff\x80x""", new StringLiteral(new string(['\udcff', '\udc80', 'x'])).ToString());

    [Fact]
    public void Labels_that_cannot_stand_bare_are_quoted()
    {
        var sum = new Aggregation(Aggregator.Sum, new VectorSelector("a", []), null, new Grouping(false, ["job", "by", "without", "a:b", "my.label", "NaN", "1x"]));
        Assert.Equal("""sum by (job, by, "without", a:b, "my.label", "NaN", "1x") (a)""", sum.ToString());
    }

    [Fact]
    public void Long_expressions_wrap_as_promtool_wraps_them()
    {
        var errors = Promql.Metric("analytics_http_server_request_errors_total").Where("job", "gateway").Where("environment", "production")
            .Range(5.Minutes()).Rate().SumBy("service", "route");
        var total = Promql.Metric("analytics_http_server_requests_total").Where("job", "gateway").Range(5.Minutes()).Rate().SumBy("service", "route");
        var expected = """
                sum by (service, route) (
                  rate(analytics_http_server_request_errors_total{environment="production",job="gateway"}[5m])
                )
              / on (service, route)
                sum by (service, route) (rate(analytics_http_server_requests_total{job="gateway"}[5m]))
            >
              0.05
            """;
        Assert.Equal(expected, PrettyPrinter.Print(((errors / total).On("service", "route") > 0.05).Syntax));
    }
}
