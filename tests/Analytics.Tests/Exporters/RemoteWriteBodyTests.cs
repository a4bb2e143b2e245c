using Analytics.Exporters.RemoteWrite;
using Analytics.Exporters.RemoteWrite.Wire;
using IronSnappy;

namespace Analytics.Tests.Exporters;

public sealed class RemoteWriteBodyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_encoded_comes_back_with_sorted_labels_and_ascending_samples()
    {
        var series = new SeriesName("sla:requests:count", Pair("window", "1h"), Pair("service", "api"));
        var request = Decoded(new SeriesSample(series, Noon.AddMinutes(1), 2), new SeriesSample(series, Noon, 1));
        var only = Assert.Single(request.Timeseries);
        Assert.Equal(["__name__=sla:requests:count", "service=api", "window=1h"], only.Labels.Select(label => $"{label.Name}={label.Value}"));
        Assert.Equal([(Noon.ToUnixTimeMilliseconds(), 1d), (Noon.AddMinutes(1).ToUnixTimeMilliseconds(), 2d)], only.Samples.Select(sample => (sample.Timestamp, sample.Value)));
    }

    [Fact]
    public void Two_spellings_of_one_series_are_one_series()
    {
        var request = Decoded(
            new SeriesSample(new SeriesName("m", Pair("b", "2"), Pair("a", "1")), Noon, 1),
            new SeriesSample(new SeriesName("m", Pair("a", "1"), Pair("b", "2"), Pair("empty", "")), Noon.AddSeconds(1), 2));
        Assert.Equal(2, Assert.Single(request.Timeseries).Samples.Count);
    }

    [Fact]
    public void A_label_that_stands_twice_is_a_bug_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => new SeriesName("m", Pair("a", "1"), Pair("a", "2")));

    [Fact]
    public void A_name_prints_as_PromQL_writes_it() =>
        Assert.Equal("m{a=\"say \\\"hi\\\"\",b=\"c:\\\\\"}", new SeriesName("m", Pair("b", "c:\\"), Pair("a", "say \"hi\"")).ToString());

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);

    private static WriteRequest Decoded(params SeriesSample[] samples) => WriteRequest.Parser.ParseFrom(Snappy.Decode(RemoteWriteBody.Encode(samples)));
}
