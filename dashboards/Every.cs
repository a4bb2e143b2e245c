namespace Analytics.Dashboards;

/// <summary>How boards read what the worker writes: the newest value every minute, but of the past only each day's last.</summary>
internal static class Every
{
    /// <summary>The value of the day: holds until the next one comes.</summary>
    public static LabelledVector<TLabels> Day<TLabels>(Gauge<TLabels> metric)
        where TLabels : LabelSet, new() => metric.Series().LastOverTime(1.Days());
}
