namespace Analytics.Statistics.Anomalies;

/// <summary>The features by which an isolation forest looks at a metric: value, hour, day of week, mean and deviation of the last 24 values, step.</summary>
public static class MetricFeatures
{
    public static IReadOnlyList<string> Names { get; } = ["value", "hour", "day_of_week", "rolling_mean", "rolling_std", "diff"];

    /// <summary>One row of features per value; what the first values do not have yet (a full window, a step) is 0.</summary>
    /// <param name="instants">Ticks of UTC, ascending.</param>
    /// <param name="values">As many finite values.</param>
    public static double[][] Of(IReadOnlyList<long> instants, IReadOnlyList<double> values)
    {
        const int window = 24;
        return [.. Enumerable.Range(0, values.Count).Select(i =>
        {
            var time = new DateTime(instants[i], DateTimeKind.Utc);
            double mean = 0, squares = 0;
            if (i >= window - 1)
            {
                for (var k = i - window + 1; k <= i; k++)
                {
                    mean += values[k] / window;
                }

                for (var k = i - window + 1; k <= i; k++)
                {
                    squares += (values[k] - mean) * (values[k] - mean);
                }
            }

            return (double[])[values[i], time.Hour, ((int)time.DayOfWeek + 6) % 7, mean, Math.Sqrt(squares / (window - 1)), i == 0 ? 0 : values[i] - values[i - 1]];
        })];
    }
}
