using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Intervals;

namespace Analytics.Statistics.Experiments;

/// <summary>The always valid answer after the data seen so far.</summary>
/// <param name="PValue">Smallest over the looks so far; stop whenever it falls below the level, look as often as you like.</param>
/// <param name="Confidence">The confidence sequence's interval at this look for variant - control.</param>
public readonly record struct SequentialAnswer(double PValue, Interval Confidence);

/// <summary>
/// Mixture sequential probability ratio test of two means or proportions with a normal mixture over the effect (Robbins 1970; Johari, Pekelis,
/// Walsh 2015, "Always valid inference"): the type I error holds however often one looks.
/// </summary>
/// <param name="mixtureVariance">Variance tau^2 of the effects one expects, in squared units of the metric: the square of the effect worth finding.</param>
/// <param name="level">Two-sided level of the interval.</param>
public sealed class SequentialTest(double mixtureVariance, double level = 0.05)
{
    private double _smallest = 1;

    /// <summary>Takes a look at two samples' moments. Below two values an arm, or without variance, nothing is said: p stays.</summary>
    public SequentialAnswer Look(Moments control, Moments variant)
    {
        if (control.Variance is not { } v1 || variant.Variance is not { } v2)
        {
            return new SequentialAnswer(_smallest, new Interval(double.NegativeInfinity, double.PositiveInfinity));
        }

        return Look(variant.Mean - control.Mean, (v1 / control.Count) + (v2 / variant.Count));
    }

    /// <summary>Takes a look at two proportions.</summary>
    public SequentialAnswer Look(long controlSuccesses, long controlTrials, long variantSuccesses, long variantTrials)
    {
        if (controlTrials == 0 || variantTrials == 0)
        {
            return Look(0, 0);
        }

        var p1 = (double)controlSuccesses / controlTrials;
        var p2 = (double)variantSuccesses / variantTrials;
        return Look(p2 - p1, (p1 * (1 - p1) / controlTrials) + (p2 * (1 - p2) / variantTrials));
    }

    /// <summary>Takes a look at an estimate and the variance of that estimate.</summary>
    public SequentialAnswer Look(double difference, double variance)
    {
        if (variance <= 0)
        {
            return new SequentialAnswer(_smallest, new Interval(double.NegativeInfinity, double.PositiveInfinity));
        }

        // Likelihood ratio of N(0, V + tau^2) against N(0, V).
        var total = variance + mixtureVariance;
        var logRatio = (0.5 * Math.Log(variance / total)) + (difference * difference * mixtureVariance / (2 * variance * total));
        _smallest = Math.Min(_smallest, Math.Min(1, Math.Exp(-logRatio)));
        var reach = Math.Sqrt(2 * variance * total / mixtureVariance * (Math.Log(1 / level) + (0.5 * Math.Log(total / variance))));
        return new SequentialAnswer(_smallest, new Interval(difference - reach, difference + reach));
    }
}
