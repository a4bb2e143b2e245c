namespace Analytics.Statistics.Survival;

/// <summary>How long something was observed.</summary>
/// <param name="Time">From its beginning, zero or more, in any one unit.</param>
/// <param name="HasEnded">Whether it ended then; else it was still going on when it was last seen (censored).</param>
public readonly record struct Lifespan(double Time, bool HasEnded);

/// <summary>One step of the curve.</summary>
/// <param name="Time">When something ended.</param>
/// <param name="AtRisk">How many were still going on just before.</param>
/// <param name="Ended">How many ended.</param>
/// <param name="Survival">Estimated share that goes on beyond the time.</param>
/// <param name="StandardError">Of the share, by Greenwood's formula.</param>
public readonly record struct SurvivalStep(double Time, int AtRisk, int Ended, double Survival, double StandardError);

/// <summary>
/// The product-limit estimate of survival with censoring (Kaplan, Meier 1958, "Nonparametric estimation from incomplete observations"), its variance by Greenwood 1926.
/// What is censored at the time of an end counts as at risk then.
/// </summary>
public sealed class SurvivalCurve
{
    private readonly double[] _times;

    private SurvivalCurve(double[] times, SurvivalStep[] steps) => (_times, Steps) = (times, steps);

    /// <summary>One step for each time at which anything ended, ascending.</summary>
    public IReadOnlyList<SurvivalStep> Steps { get; }

    /// <summary>The curve of lifespans in any order.</summary>
    public static SurvivalCurve Of(IEnumerable<Lifespan> lifespans)
    {
        var ordered = lifespans.OrderBy(life => life.Time).ToArray();
        var steps = new List<SurvivalStep>();
        var (survival, greenwood) = (1.0, 0.0);
        for (var i = 0; i < ordered.Length;)
        {
            var (time, atRisk, ended) = (ordered[i].Time, ordered.Length - i, 0);
            for (; i < ordered.Length && ordered[i].Time.Equals(time); i++)
            {
                ended += ordered[i].HasEnded ? 1 : 0;
            }

            if (ended > 0)
            {
                survival *= 1 - ((double)ended / atRisk);

                // When all have ended the share is 0 for sure.
                greenwood += ended == atRisk ? 0 : ended / ((double)atRisk * (atRisk - ended));
                steps.Add(new SurvivalStep(time, atRisk, ended, survival, survival * Math.Sqrt(greenwood)));
            }
        }

        return new SurvivalCurve([.. ordered.Select(life => life.Time)], [.. steps]);
    }

    /// <summary>Estimated share that goes on beyond a time; null where nothing was observed so long, unless all have ended before.</summary>
    public double? At(double time)
    {
        var reached = Steps.LastOrDefault(step => step.Time <= time, new SurvivalStep(0, 0, 0, 1, 0)).Survival;
        return _times.Length > 0 && (reached == 0 || time <= _times[^1]) ? reached : null;
    }

    /// <summary>How many were observed at least so long.</summary>
    public int ObservedFor(double time) => _times.Count(own => own >= time);

    /// <summary>The first time by which half have ended; null when fewer ever do.</summary>
    public double? Median => Steps.Where(step => step.Survival <= 0.5).Select(step => (double?)step.Time).FirstOrDefault();
}
