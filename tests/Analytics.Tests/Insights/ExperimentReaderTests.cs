using System.Text;
using Analytics.Catalog;
using Analytics.Insights.Experiments;

namespace Analytics.Tests.Insights;

public sealed class ExperimentReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private const string Good = """
        {"name":"workout-v3","description":"A new model","modelVariants":[{"name":"new","model":"workout","version":"3"},{"name":"control","model":"workout","version":"2"}],
         "trafficSplit":[{"variant":"new","percentage":20},{"variant":"control","percentage":80}],"successMetrics":["acceptance","latency"],"duration":"2 weeks","targetAudience":{"tier":["premium"],"country":"DE"}}
        """;

    [Fact]
    public void A_good_experiment_is_read_with_its_control_first()
    {
        var reader = new ExperimentReader();
        var experiment = reader.Read(Encoding.UTF8.GetBytes(Good), Now);
        Assert.Empty(reader.Mistakes);
        Assert.Equal(("workout-v3", 14, Now, "control", 80.0), (experiment!.Name, experiment.Days, experiment.StartsAt, experiment.Control.Name, experiment.Control.Percentage));
        Assert.Equal([ExperimentMetric.Acceptance, ExperimentMetric.Latency], experiment.Metrics);
        Assert.Equal(["premium"], experiment.Audience.Tiers);
        Assert.Equal(["DE"], experiment.Audience.Countries);
    }

    [Fact]
    public void What_is_printed_is_read_back()
    {
        var experiment = new ExperimentReader().Read(Encoding.UTF8.GetBytes(Good), Now)!;
        var text = ExperimentText.Of(experiment).ToJsonString();
        var again = new ExperimentReader().Read(Encoding.UTF8.GetBytes(text), Now.AddYears(1))!;
        Assert.Equal(text, ExperimentText.Of(again).ToJsonString());
        Assert.True(ExperimentText.AreSameButForTheStart(experiment, again with { StartsAt = Now.AddDays(1) }));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_with_their_places()
    {
        var reader = new ExperimentReader();
        Assert.Null(reader.Read(Encoding.UTF8.GetBytes("""
            {"name":"Not Good","modelVariants":[{"name":"a","model":"poetry","version":"1"},{"name":"b","model":"workout","version":"1"}],
             "trafficSplit":[{"variant":"a","percentage":0},{"variant":"b","percentage":60}],"successMetrics":["fame"],"duration":"soon","targetAudience":{"tier":"gold","shoe":1},"extra":1}
            """), Now));
        foreach (var place in (string[])["name:", "modelVariants[0].model:", "trafficSplit[0].percentage:", "successMetrics[0]:", "duration:", "targetAudience.tier:", "targetAudience.shoe:", "extra:"])
        {
            Assert.Contains(reader.Mistakes, mistake => mistake.StartsWith(place, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("\"A new model\"", "\"a\\ud800\"", "expected texts in valid Unicode")]
    [InlineData("\"A new model\"", "\"\u00ff\"", "expected texts in valid Unicode")]
    [InlineData("\"A new model\"", "\"a\\u0000\"", "description: expected a text of 1 to 1000 characters")]
    [InlineData("\"DE\"", "\"\\u0000\"", "targetAudience.country: expected a list of texts")]
    [InlineData("\"A new model\"", "\"a\",\"description\":\"b\"", "expected each property once")]
    [InlineData("\"A new model\"", "\"a", "line 1: this is no JSON")]
    public void Texts_that_no_store_takes_are_a_mistake_and_no_accident(string good, string bad, string mistake)
    {
        var reader = new ExperimentReader();
        // In Latin-1, so that a letter beyond ASCII is no UTF-8.
        Assert.Null(reader.Read(Encoding.Latin1.GetBytes(Good.Replace(good, bad, StringComparison.Ordinal)), Now));
        Assert.Equal([mistake], reader.Mistakes);
    }

    [Theory]
    [InlineData("14d", 14)]
    [InlineData("2w", 14)]
    [InlineData("14 days", 14)]
    [InlineData("1 week", 7)]
    [InlineData("P14D", 14)]
    [InlineData("P2W", 14)]
    [InlineData("soon", null)]
    [InlineData("-3d", null)]
    [InlineData("3h", null)]
    public void Durations_are_days_or_weeks(string text, int? days) => Assert.Equal(days, ExperimentReader.Days(text));

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\"x\"")]
    [InlineData("{\"modelVariants\":[1],\"trafficSplit\":{}}")]
    [InlineData("{\"modelVariants\":[],\"trafficSplit\":[{}],\"targetAudience\":3,\"startsAt\":7,\"successMetrics\":[[]]}")]
    public void Whatever_comes_is_refused_and_never_thrown(string text)
    {
        var reader = new ExperimentReader();
        Assert.Null(reader.Read(Encoding.UTF8.GetBytes(text), Now));
        Assert.NotEmpty(reader.Mistakes);
    }
}
