namespace Analytics.Statistics.HypothesisTests;

/// <summary>A test's statistic and two-sided p value.</summary>
/// <param name="Statistic">Null where it is infinite: two different groups without any variance.</param>
/// <param name="PValue">In [0, 1]; 1 when the groups are equal.</param>
public readonly record struct TestResult(double? Statistic, double PValue)
{
    /// <summary>The answer for groups between which there is no difference to test.</summary>
    public static TestResult NoDifference => new(0, 1);

    /// <summary>The answer for groups that differ though neither varies.</summary>
    public static TestResult InfiniteDifference => new(null, 0);
}
