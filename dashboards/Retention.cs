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

    private static InstantVector Weighted(InstantVector values, InstantVector sizes) =>
        (values * sizes).On(Labels.Cohort).GroupLeft().SumBy(Labels.Day.Name);
}
