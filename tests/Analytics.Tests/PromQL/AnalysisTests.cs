using Analytics.PromQL.Analysis;
using Analytics.PromQL.Parsing;

namespace Analytics.Tests.PromQL;

/// <summary>What is known of metrics is followed to the result, and what cannot be right is found where it stands.</summary>
public sealed class AnalysisTests
{
    private static readonly Dictionary<string, MetricKnowledge> Metrics = new()
    {
        ["requests_total"] = new() { Kind = MetricKind.Counter, Unit = "{request}", Labels = ["job", "route", "status"], OptionalLabels = ["zone"],
            Values = new Dictionary<string, IReadOnlyCollection<string>> { ["status"] = ["2xx", "4xx", "5xx"] } },
        ["latency_seconds_bucket"] = new() { Kind = MetricKind.Counter, Labels = ["job", "route", "le"], Observed = new("s", 0.005, 10) },
        ["latency_seconds"] = new() { Kind = MetricKind.Gauge, Unit = "s", Labels = ["job"], Minimum = 0 },
        ["latency_milliseconds"] = new() { Kind = MetricKind.Gauge, Unit = "ms", Labels = ["job"], Minimum = 0 },
        ["accuracy_ratio"] = new() { Kind = MetricKind.Gauge, Unit = "1", Labels = ["model"], Minimum = 0, Maximum = 1 },
        ["cpu_percent"] = new() { Kind = MetricKind.Gauge, Unit = "%", Labels = ["job"], Minimum = 0, Maximum = 100 },
        ["queue_bytes"] = new() { Kind = MetricKind.Gauge, Unit = "By", Labels = ["job"] },
        ["teams"] = new() { Kind = MetricKind.Gauge, Labels = ["job", "team"] },
        ["native"] = new() { Kind = MetricKind.NativeHistogram, Unit = "s", Labels = ["job"] },
        ["open"] = new() { Kind = MetricKind.Gauge, Labels = ["job"], OtherLabels = true },
    };

    [Theory]
    [InlineData("requests_total", "job route status", "zone")]
    [InlineData("sum by (job, zone) (rate(requests_total[5m]))", "job", "zone")]
    [InlineData("sum without (status) (requests_total)", "job route", "zone")]
    [InlineData("sum(requests_total)", "", "")]
    [InlineData("topk by (job) (3, requests_total)", "job route status", "zone")]
    [InlineData("count_values without (route) (\"version\", requests_total)", "job status version", "zone")]
    [InlineData("requests_total{zone=\"eu\"}", "job route status zone", "")]
    [InlineData("requests_total{zone=~\".+\"}", "job route status zone", "")]
    [InlineData("requests_total{zone=\"\"}", "job route status", "")]
    [InlineData("requests_total * on (job) group_left (team) teams", "job route status team", "zone")]
    [InlineData("teams * on (job) group_right (team) requests_total", "job route status team", "zone")]
    [InlineData("sum by (job) (requests_total) / on (job) teams", "job", "")]
    [InlineData("requests_total - ignoring (status) requests_total", "job route", "zone")]
    [InlineData("requests_total or teams", "job", "route status team zone")]
    [InlineData("requests_total unless on (job) teams", "job route status", "zone")]
    [InlineData("unknown and on (job) teams", "job", "")]
    [InlineData("unknown * on (job) teams", "job", "")]
    [InlineData("histogram_quantile(0.9, sum by (le, route) (rate(latency_seconds_bucket[5m])))", "route", "")]
    [InlineData("label_replace(teams, \"squad\", \"$1\", \"team\", \"(.*)\")", "job team", "squad")]
    [InlineData("label_join(teams, \"both\", \"-\", \"job\", \"team\")", "both job team", "")]
    [InlineData("absent(requests_total{job=\"api\",status=~\"5..\"})", "job", "")]
    [InlineData("vector(1)", "", "")]
    [InlineData("1 - accuracy_ratio", "model", "")]
    [InlineData("max_over_time(teams[1h:5m])", "job team", "")]
    [InlineData("day_of_week()", "", "")]
    public void Labels_of_the_result(string source, string guaranteed, string possible)
    {
        var labels = Analyse(source).Result.Labels!;
        Assert.Equal(guaranteed, string.Join(' ', labels.Guaranteed));
        Assert.Equal(possible, string.Join(' ', labels.Possible));
    }

    [Fact]
    public void Nothing_known_leaves_every_label_possible_but_those_dropped()
    {
        var labels = Analyse("sum without (pod) (unknown{job=\"x\"})").Result.Labels!;
        Assert.Equal(Presence.Possible, labels["anything"].Presence);
        Assert.Equal(Presence.Impossible, labels["pod"].Presence);
        Assert.Equal(("x", Presence.Guaranteed), (labels["job"].Value, labels["job"].Presence));
        Assert.Equal(["pod"], labels.Impossible);
        Assert.Null(Analyse("1 + 2").Result.Labels);
    }

    [Theory]
    [InlineData("rate(latency_seconds[5m])", "promql/rate-on-gauge", "rate(latency_seconds[5m])")]
    [InlineData("1 + increase(queue_bytes[5m])", "promql/rate-on-gauge", "increase(queue_bytes[5m])")]
    [InlineData("delta(requests_total[5m])", "promql/delta-on-counter", "delta(requests_total[5m])")]
    [InlineData("rate(sum(requests_total)[5m:])", "promql/sum-before-rate", "rate(sum(requests_total)[5m:])")]
    [InlineData("rate((sum by (a) (unknown))[5m:])", "promql/sum-before-rate", "rate((sum by (a) (unknown))[5m:])")]
    [InlineData("requests_total > 100", "promql/raw-counter", "requests_total > 100")]
    [InlineData("100 < sum(requests_total)", "promql/raw-counter", "100 < sum(requests_total)")]
    [InlineData("requests_total{host=\"a\"}", "promql/missing-label", "host=\"a\"")]
    [InlineData("requests_total{status=\"500\"}", "promql/impossible-value", "status=\"500\"")]
    [InlineData("requests_total{status=~\"5..|6..\",zone!~\"x\",job!=\"\"}", null, "")]
    [InlineData("requests_total{status=~\"50.\"}", "promql/impossible-value", "status=~\"50.\"")]
    [InlineData("sum by (pod) (requests_total)", "promql/missing-label", "sum by (pod) (requests_total)")]
    [InlineData("sum by (route) (sum by (job) (requests_total))", "promql/missing-label", "sum by (route) (sum by (job) (requests_total))")]
    [InlineData("teams * on (job) group_left (route) max by (job) (requests_total)", "promql/missing-label", "teams * on (job) group_left (route) max by (job) (requests_total)")]
    [InlineData("label_replace(teams, \"a\", \"$1\", \"pod\", \"(.*)\")", "promql/missing-label", "label_replace(teams, \"a\", \"$1\", \"pod\", \"(.*)\")")]
    [InlineData("requests_total / teams", "promql/dead-join", "requests_total / teams")]
    [InlineData("sum(requests_total) / sum by (job) (requests_total)", "promql/dead-join", "sum(requests_total) / sum by (job) (requests_total)")]
    [InlineData("teams{job=\"a\"} and teams{job=\"b\"}", "promql/dead-join", "teams{job=\"a\"} and teams{job=\"b\"}")]
    [InlineData("teams{job=\"a\"} or teams{job=\"b\"}", null, "")]
    [InlineData("teams{job=\"a\"} * on (team) teams{job=\"b\"}", null, "")]
    [InlineData("requests_total / on (job) group_left teams", null, "")]
    [InlineData("open / requests_total", null, "")]
    [InlineData("histogram_quantile(0.9, sum by (route) (rate(latency_seconds_bucket[5m])))", "promql/quantile-without-le", "histogram_quantile(0.9, sum by (route) (rate(latency_seconds_bucket[5m])))")]
    [InlineData("histogram_quantile(0.9, sum by (job) (rate(native[5m])))", null, "")]
    [InlineData("histogram_quantile(0.9, sum(rate(some_bucket[5m])))", "promql/quantile-without-le", "histogram_quantile(0.9, sum(rate(some_bucket[5m])))")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m]))) > 500", "promql/never-true",
        "histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m]))) > 500")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m]))) > 0.5", null, "")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m]))) * 1000 > 500", null, "")]
    [InlineData("histogram_quantile(0.99, sum by (le, job) (rate(latency_seconds_bucket[5m]))) > on (job) latency_milliseconds", "promql/unit-mismatch",
        "histogram_quantile(0.99, sum by (le, job) (rate(latency_seconds_bucket[5m]))) > on (job) latency_milliseconds")]
    [InlineData("accuracy_ratio > 75", "promql/never-true", "accuracy_ratio > 75")]
    [InlineData("accuracy_ratio < 0.75", null, "")]
    [InlineData("count(unknown) == 0", "promql/never-true", "count(unknown) == 0")]
    [InlineData("rate(unknown[5m]) < 0", "promql/never-true", "rate(unknown[5m]) < 0")]
    [InlineData("hour() > 23", "promql/never-true", "hour() > 23")]
    [InlineData("absent(up) == 0", "promql/never-true", "absent(up) == 0")]
    [InlineData("abs(unknown) < 0", "promql/never-true", "abs(unknown) < 0")]
    [InlineData("1 - accuracy_ratio > 1", "promql/never-true", "1 - accuracy_ratio > 1")]
    [InlineData("sum(rate(requests_total{status=\"5xx\"}[5m])) / sum(rate(requests_total[5m])) > 5", "promql/never-true",
        "sum(rate(requests_total{status=\"5xx\"}[5m])) / sum(rate(requests_total[5m])) > 5")]
    [InlineData("sum(rate(requests_total[5m])) / sum(rate(requests_total[1h])) > 3", null, "")]
    [InlineData("latency_seconds > latency_milliseconds", "promql/unit-mismatch", "latency_seconds > latency_milliseconds")]
    [InlineData("latency_milliseconds > 5s", "promql/unit-mismatch", "latency_milliseconds > 5s")]
    [InlineData("latency_seconds > 5s", null, "")]
    [InlineData("latency_seconds > latency_milliseconds / 1000", null, "")]
    [InlineData("queue_bytes + on (job) latency_seconds", "promql/unit-mismatch", "queue_bytes + on (job) latency_seconds")]
    [InlineData("accuracy_ratio > on () group_left max(cpu_percent)", "promql/unit-mismatch", "accuracy_ratio > on () group_left max(cpu_percent)")]
    [InlineData("time() - timestamp(teams) > 10m", null, "")]
    [InlineData("queue_bytes / on (job) latency_seconds > on (job) rate(open[5m])", "promql/rate-on-gauge", "rate(open[5m])")]
    public void Finds(string source, string? rule, string place)
    {
        var findings = Analyse(source).Findings;
        if (rule is null)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal(rule, finding.Rule);
        Assert.Equal(place, source[finding.Span.Start..finding.Span.End]);
    }

    [Fact]
    public void Messages_say_why_and_what_to_do()
    {
        Assert.Equal("by names route, which is never there: sum by (job) drops it",
            Analyse("sum by (route) (sum by (job) (requests_total))").Findings[0].Message);
        Assert.Equal("the sides of / never match: the left always has route (every series of requests_total has it), the right never (teams does not carry it); "
            + "join with on (…) or ignoring (…) the labels that differ", Analyse("requests_total / teams").Findings[0].Message);
        Assert.Equal("a value from 0 to 1 > 75 never holds; as a ratio 75 % is 0.75", Analyse("accuracy_ratio > 75").Findings[0].Message);
        Assert.Equal("a value from 0 to 10 > 500 never holds; in seconds 500 ms is 0.5",
            Analyse("histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m]))) > 500").Findings[0].Message);
    }

    [Fact]
    public void Units_follow_rates_and_quotients()
    {
        Assert.Equal("By/s", Analyse("deriv(queue_bytes[5m])").Result.Unit!.ToString());
        Assert.Equal("1", Analyse("queue_bytes / queue_bytes").Result.Unit!.ToString());
        Assert.Equal(Unit.Parse("/s"), Analyse("sum(rate(requests_total[5m]))").Result.Unit);
        Assert.Null(Analyse("queue_bytes * 8").Result.Unit);
    }

    [Fact]
    public void Any_generated_expression_can_be_analysed_and_explained()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var tree = new Analytics.Testing.PromQL.ExpressionGenerator(random, experimental: true).Next(random.Next(1, 5));
            Assert.NotEmpty(Explainer.Explain(tree, name => Metrics.Values.ElementAt(name.Length % Metrics.Count)));
        }
    }

    [Fact]
    public void An_explanation_names_each_step_and_each_label()
    {
        var text = Explainer.Explain(Parser.Parse("sum by (route) (rate(requests_total{status=\"5xx\"}[5m])) > 0.5").Expression!, Metrics.GetValueOrDefault);
        Assert.Equal("""
            sum by (route) (rate(requests_total{status="5xx"}[5m])) > 0.5

            Steps, the last one first:
            - only where left > 0.5:
              - the sum, for each route, of
                - rate: per-second rate of increase, resets of the counter accounted for, over
                  - the samples of the last 5m of requests_total where status is "5xx"

            Result: series with one sample each, in /s, at least 0.5
            Labels:
              job: never there; sum by (route) drops it
              route: always there; every series of requests_total has it
              status: never there; sum by (route) drops it
              zone: never there; sum by (route) drops it
              any other: never there; sum by (route) drops it
            """, text);
    }

    private static ExpressionAnalysis Analyse(string source)
    {
        var result = Parser.Parse(source);
        Assert.True(result.Error is null, result.Error?.ToString());
        return ExpressionAnalysis.Of(result.Expression!, Metrics.GetValueOrDefault);
    }
}
