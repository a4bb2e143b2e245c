using Analytics.Statistics.Descriptive;

namespace Analytics.Statistics.Segments;

/// <summary>What a customer is measured by: days since the last purchase, number of purchases, money.</summary>
public readonly record struct RfmValues(double Recency, double Frequency, double Monetary);

/// <summary>Scores 1 (worst) to 5 (best) and the segment they put the customer into.</summary>
public readonly record struct RfmScores(int Recency, int Frequency, int Monetary)
{
    /// <summary>First match: champions, loyal, at_risk, recent, hibernating, others.</summary>
    public string Segment => this switch
    {
        { Recency: >= 4, Frequency: >= 4, Monetary: >= 4 } => "champions",
        { Recency: >= 3, Frequency: >= 4 } => "loyal",
        { Recency: <= 2, Frequency: >= 4 } => "at_risk",
        { Recency: >= 4 } => "recent",
        { Recency: <= 2 } => "hibernating",
        _ => "others",
    };
}

/// <summary>RFM segmentation: a score is 1 + the number of quintile thresholds (type 7) strictly exceeded; for recency the other way round.</summary>
public static class RecencyFrequencyMonetary
{
    public static IReadOnlyList<RfmScores> Score(IReadOnlyList<RfmValues> customers)
    {
        double[] Thresholds(Func<RfmValues, double> of)
        {
            var sorted = customers.Select(of).Order().ToArray();
            return [.. ((double[])[0.2, 0.4, 0.6, 0.8]).Select(p => Quantiles.OfSorted(sorted, p)!.Value)];
        }

        if (customers.Count == 0)
        {
            return [];
        }

        var (r, f, m) = (Thresholds(c => c.Recency), Thresholds(c => c.Frequency), Thresholds(c => c.Monetary));
        return
        [
            .. customers.Select(c => new RfmScores(
                5 - r.Count(t => c.Recency > t), 1 + f.Count(t => c.Frequency > t), 1 + m.Count(t => c.Monetary > t))),
        ];
    }
}
