using Analytics.PromQL;
using Analytics.PromQL.Parsing;
using Analytics.Rules.Backtest;
using Analytics.Rules.Output;

namespace Analytics.Tests.Rules.Diff;

/// <summary>Alerts replayed as Prometheus evaluates them, one letter a minute: <c>x</c> the condition holds, <c>.</c> it does not.</summary>
public sealed class AlertReplayTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 7, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", 0, 0, "")]
    [InlineData("..xxx..x", 0, 0, "2-4 7-7")]
    [InlineData("..xxx..xxxx", 3, 0, "10-10")]
    [InlineData("..xx.xx.xx", 2, 0, "")]
    [InlineData("xxx..x......x", 0, 3, "0-8 12-15")] // its end is put off, and a new start in that time is no new alert
    [InlineData("xxxx..xx", 2, 3, "2-10")]           // it goes on firing without waiting again
    public void Fires_as_long_as_Prometheus_says(string evaluations, int held, int kept, string firings)
    {
        var present = evaluations.Select((letter, minute) => (letter, At: Start.AddMinutes(minute))).Where(pair => pair.letter == 'x').Select(pair => pair.At).ToList();
        var times = AlertReplay.Of(present, 1.Minutes(), held.Minutes(), kept.Minutes());
        Assert.Equal(firings, string.Join(' ', times.Select(time => $"{(time.From - Start).TotalMinutes}-{(time.To - Start).TotalMinutes}")));
    }

    [Theory]
    [InlineData("y:z:sum > 1", "(sum by (job) (y)) > 1")]
    [InlineData("max_over_time(y:z:sum[1h])", "max_over_time(((sum by (job) (y)))[1h:1m])")]
    [InlineData("a:b:c{slo=\"two\"}", "(label_replace(g, \"slo\", \"two\", \"\", \"\"))")]
    [InlineData("sum(a:b:c)", "sum((label_replace(f, \"slo\", \"one\", \"\", \"\") or label_replace(g, \"slo\", \"two\", \"\", \"\")))")]
    [InlineData("of:it:self", null)]
    [InlineData("y:z:sum{job=\"api\"}", null)] // a label of the result, which an expression cannot be asked for
    [InlineData("other", "other")]
    public void Recordings_that_a_server_does_not_have_are_computed(string expression, string? asked)
    {
        var inlining = new RecordingInlining([Recording("y:z:sum", "sum by (job) (y)"), Recording("a:b:c", "f", "one"), Recording("a:b:c", "g", "two"), Recording("of:it:self", "of:it:self + 1")], 1.Minutes());
        Assert.Equal(asked, inlining.Of(Parser.Parse(expression).Expression!)?.ToString());
    }

    private static PlainRule Recording(string name, string expression, string? slo = null) =>
        new(false, name, Parser.Parse(expression).Expression!, slo is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["slo"] = slo }, new Dictionary<string, string>());
}
