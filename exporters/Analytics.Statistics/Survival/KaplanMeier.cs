using Analytics.Statistics.Intervals;
using Analytics.Statistics.Numerics;

namespace Analytics.Statistics.Survival;

/// <summary>How long one subject was watched, and whether the event came then or the watching only ended (censored).</summary>
/// <param name="Time">Zero or more, in any unit.</param>
/// <param name="HasEvent">False for a censored subject.</param>
public readonly record struct Lifespan(double Time, bool HasEvent);

/// <summary>The survival curve after one time at which events came.</summary>
/// <param name="Time">The time.</param>
/// <param name="AtRisk">Subjects still watched just before it; those censored at this very time are among them.</param>
/// <param name="Events">Events at it.</param>
/// <param name="Survival">Share that lives beyond it, 0 to 1.</param>
/// <param name="StandardError">Greenwood's (1926); 0 where nobody is left.</param>
/// <param name="Confidence">Interval on the logarithm's scale, as R's <c>survfit</c> by default, cut at 1; null where nobody is left.</param>
public readonly record struct SurvivalStep(double Time, int AtRisk, int Events, double Survival, double StandardError, Interval? Confidence);

/// <summary>The product-limit estimate of survival (Kaplan, Meier 1958) and the log-rank comparison of two groups (Mantel 1966).</summary>
public static class KaplanMeier
{
    /// <summary>One step for every time with an event, ascending.</summary>
    /// <param name="subjects">In any order; times are finite and not negative.</param>
    /// <param name="confidence">E.g. 0.95.</param>
    public static IReadOnlyList<SurvivalStep> Curve(IEnumerable<Lifespan> subjects, double confidence = 0.95)
    {
        var ordered = Ordered(subjects);
        var z = Tails.NormalQuantile(0.5 + (confidence / 2));
        var steps = new List<SurvivalStep>();
        double survival = 1, greenwood = 0;
        for (var i = 0; i < ordered.Length;)
        {
            var (time, atRisk, events) = (ordered[i].Time, ordered.Length - i, 0);
            for (; i < ordered.Length && ordered[i].Time == time; i++)
            {
                events += ordered[i].HasEvent ? 1 : 0;
            }

            if (events == 0)
            {
                continue;
            }

            survival *= 1 - ((double)events / atRisk);
            greenwood += events == atRisk ? 0 : (double)events / ((double)atRisk * (atRisk - events));
            var relative = Math.Sqrt(greenwood);
            steps.Add(events == atRisk
                ? new SurvivalStep(time, atRisk, events, 0, 0, null)
                : new SurvivalStep(
                    time, atRisk, events, survival, survival * relative,
                    new Interval(survival * Math.Exp(-z * relative), Math.Min(1, survival * Math.Exp(z * relative)))));
        }

        return steps;
    }

    /// <summary>The earliest time at which at most this share is left; null when the curve does not fall that low.</summary>
    /// <param name="curve">From <see cref="Curve"/>.</param>
    /// <param name="share">0.5 for the median.</param>
    public static double? TimeUntil(IReadOnlyList<SurvivalStep> curve, double share = 0.5)
    {
        foreach (var step in curve)
        {
            // A product that should be exactly the share may miss it by rounding.
            if (step.Survival <= share + 1e-12)
            {
                return step.Time;
            }
        }

        return null;
    }

    /// <summary>Log-rank test of two groups: chi-square, one degree of freedom; equal (or empty) groups give 0 and 1.</summary>
    public static HypothesisTests.TestResult LogRank(IEnumerable<Lifespan> control, IEnumerable<Lifespan> variant)
    {
        var (first, second) = (Ordered(control), Ordered(variant));
        double observed = 0, expected = 0, variance = 0;
        foreach (var time in first.Concat(second).Where(s => s.HasEvent).Select(s => s.Time).Distinct())
        {
            double n1 = first.Count(s => s.Time >= time), n = n1 + second.Count(s => s.Time >= time);
            double d1 = first.Count(s => s.HasEvent && s.Time == time), d = d1 + second.Count(s => s.HasEvent && s.Time == time);
            observed += d1;
            expected += d * n1 / n;
            variance += n > 1 ? d * (n1 / n) * (1 - (n1 / n)) * (n - d) / (n - 1) : 0;
        }

        if (variance <= 0)
        {
            return HypothesisTests.TestResult.NoDifference;
        }

        var statistic = (observed - expected) * (observed - expected) / variance;
        return new HypothesisTests.TestResult(statistic, Tails.ChiSquareUpper(statistic, 1));
    }

    private static Lifespan[] Ordered(IEnumerable<Lifespan> subjects)
    {
        Lifespan[] ordered = [.. subjects.OrderBy(s => s.Time)];
        foreach (var subject in ordered)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(subject.Time);
            ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(subject.Time), false);
        }

        return ordered;
    }
}
