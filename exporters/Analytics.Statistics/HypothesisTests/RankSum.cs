using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.HypothesisTests;

/// <summary>The Mann-Whitney U test by its normal approximation with tie and continuity correction (Mann and Whitney 1947; Lehmann 1975).</summary>
public static class RankSum
{
    /// <summary>The U of group 1, the control: the number of pairs in which the control's value is larger, ties as one half.</summary>
    /// <returns>Null when a group is empty.</returns>
    public static TestResult? MannWhitney(ReadOnlySpan<double> control, ReadOnlySpan<double> variant)
    {
        if (control.IsEmpty || variant.IsEmpty)
        {
            return null;
        }

        var values = new double[control.Length + variant.Length];
        var fromControl = new bool[values.Length];
        control.CopyTo(values);
        variant.CopyTo(values.AsSpan(control.Length));
        Array.Fill(fromControl, true, 0, control.Length);
        Array.Sort(values, fromControl);

        double rankSum = 0, ties = 0;
        for (var start = 0; start < values.Length;)
        {
            var end = start + 1;
            while (end < values.Length && values[end] == values[start])
            {
                end++;
            }

            var rank = (start + 1 + end) / 2.0;
            for (var i = start; i < end; i++)
            {
                rankSum += fromControl[i] ? rank : 0;
            }

            double tied = end - start;
            ties += (tied * tied * tied) - tied;
            start = end;
        }

        double n1 = control.Length, n2 = variant.Length, n = n1 + n2;
        var u = rankSum - (n1 * (n1 + 1) / 2);
        var variance = n1 * n2 / 12 * (n + 1 - (n > 1 ? ties / (n * (n - 1)) : 0));
        var distance = Math.Abs(u - (n1 * n2 / 2)) - 0.5;
        return new TestResult(u, variance <= 0 || distance <= 0 ? 1 : Tails.NormalTwoSided(distance / Math.Sqrt(variance)));
    }
}
