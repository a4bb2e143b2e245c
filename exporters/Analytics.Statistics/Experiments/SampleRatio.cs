using Analytics.Statistics.HypothesisTests;
using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Experiments;

/// <summary>Whether the arms have the sizes that the split promised (Fabijan et al. 2019, "Diagnosing sample ratio mismatch").</summary>
public static class SampleRatio
{
    /// <summary>A p below this is a warning.</summary>
    public const double WarningLevel = 0.01;

    /// <summary>A p below this makes the experiment's result worthless.</summary>
    public const double AlarmLevel = 0.001;

    /// <summary>Chi-square of the arms' sizes against the expected shares, arms - 1 degrees of freedom.</summary>
    /// <param name="sizes">Users in each arm.</param>
    /// <param name="shares">Positive weights of the arms; they need not add up to 1.</param>
    public static TestResult Mismatch(IReadOnlyList<long> sizes, IReadOnlyList<double> shares)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(shares.Count, sizes.Count);
        double users = sizes.Sum(), weights = shares.Sum();
        if (users == 0)
        {
            return TestResult.NoDifference;
        }

        var statistic = 0.0;
        for (var i = 0; i < sizes.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shares[i]);
            var expected = users * shares[i] / weights;
            statistic += (sizes[i] - expected) * (sizes[i] - expected) / expected;
        }

        return new TestResult(statistic, Tails.ChiSquareUpper(statistic, sizes.Count - 1));
    }
}
