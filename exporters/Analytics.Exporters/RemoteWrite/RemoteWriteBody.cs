using Analytics.Exporters.RemoteWrite.Wire;
using Google.Protobuf;
using IronSnappy;

namespace Analytics.Exporters.RemoteWrite;

/// <summary>
/// Turns samples into the body of a remote-write 1.0 request: protobuf, compressed as one Snappy block (not the framed format).
/// Series and labels are sorted, samples of a series ascend in time, as the specification asks for.
/// </summary>
internal static class RemoteWriteBody
{
    public static byte[] Encode(IEnumerable<SeriesSample> samples) => Snappy.Encode(Message(samples).ToByteArray());

    internal static WriteRequest Message(IEnumerable<SeriesSample> samples)
    {
        var request = new WriteRequest();
        foreach (var series in samples.GroupBy(sample => sample.Series).OrderBy(series => series.Key.ToString(), StringComparer.Ordinal))
        {
            var message = new TimeSeries();
            message.Labels.Add(new Label { Name = "__name__", Value = series.Key.Name });
            message.Labels.AddRange(series.Key.Labels.Select(label => new Label { Name = label.Key, Value = label.Value }));
            message.Samples.AddRange(series.OrderBy(sample => sample.At).Select(sample => new Sample { Timestamp = sample.At.ToUnixTimeMilliseconds(), Value = sample.Value }));
            request.Timeseries.Add(message);
        }

        return request;
    }
}
