namespace Analytics.Dashboards;

/// <summary>Retention, as several boards show it.</summary>
internal static class Retention
{
    private static readonly RetentionLabels Labels = DerivedMetrics.CohortRetention.Labels;

    /// <summary>All cohorts together, one series a day: not the mean of the ratios, but weighted by the cohorts' sizes.</summary>
    public static InstantVector WeightedBySize
    {
        get
        {
            var ratios = Every.Day(DerivedMetrics.CohortRetention);
            var sizes = Every.Day(DerivedMetrics.CohortSize);
            return Weighted(ratios, sizes) / Weighted(ratios.NotEqualTo(-1).AsBool(), sizes);
        }
    }

    /// <summary>A row for each week of arrival, a column for each day at which it is looked at again.</summary>
    public static Matrix ByCohort(string description) => new("Who comes back, by week of arrival", description, Labels.Cohort, Labels.Day, Every.Day(DerivedMetrics.CohortRetention).MaxBy(l => l.Cohort, l => l.Day))
    {
        Corner = "Week of arrival",
        Headers = [.. WireName.All<RetentionDay>().Select(day => (day, day == "1" ? "after 1 day" : $"after {day} days"))],
        Decimals = 0,
        Min = 0,
        Max = 0.6,
    };

    private static InstantVector Weighted(InstantVector values, InstantVector sizes) =>
        (values * sizes).On(Labels.Cohort).GroupLeft().SumBy(Labels.Day.Name);
}
