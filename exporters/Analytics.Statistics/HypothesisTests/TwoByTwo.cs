using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.HypothesisTests;

/// <summary>
/// Tests of two proportions. Group 1 is the control, group 2 the variant; a signed statistic is positive when the variant is higher.
/// An empty group or a row or column of zeros has nothing to test: statistic 0, p 1.
/// </summary>
public sealed class TwoByTwo
{
    private readonly long _controlSuccesses;
    private readonly long _controlTrials;
    private readonly long _variantSuccesses;
    private readonly long _variantTrials;

    /// <exception cref="ArgumentOutOfRangeException">A count is negative or larger than its trials.</exception>
    public TwoByTwo(long controlSuccesses, long controlTrials, long variantSuccesses, long variantTrials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(controlSuccesses);
        ArgumentOutOfRangeException.ThrowIfNegative(variantSuccesses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(controlSuccesses, controlTrials);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variantSuccesses, variantTrials);
        (_controlSuccesses, _controlTrials, _variantSuccesses, _variantTrials) = (controlSuccesses, controlTrials, variantSuccesses, variantTrials);
    }

    private bool IsDegenerate =>
        _controlTrials == 0 || _variantTrials == 0 || _controlSuccesses + _variantSuccesses == 0
        || _controlSuccesses + _variantSuccesses == _controlTrials + _variantTrials;

    /// <summary>Pearson's chi-square, 1 degree of freedom, no correction.</summary>
    public TestResult ChiSquare() => Pearson(correction: 0);

    /// <summary>Pearson's chi-square with Yates' correction: each |O - E| reduced by min(0.5, |O - E|) (Yates 1934).</summary>
    public TestResult ChiSquareYates() => Pearson(correction: 0.5);

    /// <summary>Likelihood ratio test G = 2 sum O ln(O/E), 1 degree of freedom (Wilks 1938).</summary>
    public TestResult GTest()
    {
        if (IsDegenerate)
        {
            return TestResult.NoDifference;
        }

        var g = 0.0;
        foreach (var (observed, expected) in Cells())
        {
            g += observed == 0 ? 0 : observed * Math.Log(observed / expected);
        }

        g = Math.Max(0, 2 * g);
        return new TestResult(g, Tails.ChiSquareUpper(g, 1));
    }

    /// <summary>z with the variance of the pooled proportion.</summary>
    public TestResult ZPooled()
    {
        if (IsDegenerate)
        {
            return TestResult.NoDifference;
        }

        var pooled = (double)(_controlSuccesses + _variantSuccesses) / (_controlTrials + _variantTrials);
        return Z(pooled * (1 - pooled) * ((1.0 / _controlTrials) + (1.0 / _variantTrials)));
    }

    /// <summary>z with each group's own variance.</summary>
    public TestResult ZUnpooled()
    {
        if (IsDegenerate)
        {
            return TestResult.NoDifference;
        }

        var p1 = (double)_controlSuccesses / _controlTrials;
        var p2 = (double)_variantSuccesses / _variantTrials;
        return Z((p1 * (1 - p1) / _controlTrials) + (p2 * (1 - p2) / _variantTrials));
    }

    /// <summary>
    /// The sample odds ratio of the table whose first row is the control: (successes/failures of the control) / (the same of the variant).
    /// Null when infinite or undefined.
    /// </summary>
    public double? OddsRatio()
    {
        double a = _controlSuccesses;
        double b = _controlTrials - _controlSuccesses;
        double c = _variantSuccesses;
        double d = _variantTrials - _variantSuccesses;
        return b * c == 0 ? null : a * d / (b * c);
    }

    /// <summary>
    /// Fisher's exact test, two-sided: the probability of all tables with these margins that are no likelier than the observed one, with R's
    /// relative slack of 1e-7 for ties.
    /// </summary>
    public double FisherExact()
    {
        if (IsDegenerate)
        {
            return 1;
        }

        var successes = _controlSuccesses + _variantSuccesses;
        var low = Math.Max(0, successes - _variantTrials);
        var high = Math.Min(successes, _controlTrials);
        var weights = new double[high - low + 1];

        // Ratios of neighbours, outward from the mode, keep full precision where log-factorials of large counts would not.
        var total = (double)(_controlTrials + _variantTrials);
        var mode = (long)Math.Clamp(Math.Floor((_controlTrials + 1.0) * (successes + 1.0) / (total + 2)), low, high);
        weights[mode - low] = 1;
        for (var k = mode; k < high; k++)
        {
            weights[k + 1 - low] = weights[k - low]
                * ((double)(_controlTrials - k) / (k + 1)) * ((double)(successes - k) / (_variantTrials - successes + k + 1));
        }

        for (var k = mode; k > low; k--)
        {
            weights[k - 1 - low] = weights[k - low]
                * ((double)k / (_controlTrials - k + 1)) * ((double)(_variantTrials - successes + k) / (successes - k + 1));
        }

        var limit = weights[_controlSuccesses - low] * (1 + 1e-7);
        double sum = 0, extreme = 0;
        foreach (var weight in weights)
        {
            sum += weight;
            extreme += weight <= limit ? weight : 0;
        }

        return Math.Min(1, extreme / sum);
    }

    private TestResult Pearson(double correction)
    {
        if (IsDegenerate)
        {
            return TestResult.NoDifference;
        }

        var statistic = 0.0;
        foreach (var (observed, expected) in Cells())
        {
            var deviation = Math.Abs(observed - expected);
            deviation -= Math.Min(correction, deviation);
            statistic += deviation * deviation / expected;
        }

        return new TestResult(statistic, Tails.ChiSquareUpper(statistic, 1));
    }

    private TestResult Z(double variance)
    {
        var difference = ((double)_variantSuccesses / _variantTrials) - ((double)_controlSuccesses / _controlTrials);
        if (difference == 0)
        {
            return TestResult.NoDifference;
        }

        if (variance <= 0)
        {
            return TestResult.InfiniteDifference;
        }

        var z = difference / Math.Sqrt(variance);
        return new TestResult(z, Tails.NormalTwoSided(z));
    }

    private IEnumerable<(double Observed, double Expected)> Cells()
    {
        var total = (double)(_controlTrials + _variantTrials);
        double successes = _controlSuccesses + _variantSuccesses;
        var failures = total - successes;
        yield return (_controlSuccesses, _controlTrials * successes / total);
        yield return (_controlTrials - _controlSuccesses, _controlTrials * failures / total);
        yield return (_variantSuccesses, _variantTrials * successes / total);
        yield return (_variantTrials - _variantSuccesses, _variantTrials * failures / total);
    }
}
