namespace Analytics.Statistics.HypothesisTests;

/// <summary>p values adjusted for several comparisons, in the order given; compare them with the level itself. As R's <c>p.adjust</c>.</summary>
public static class MultipleTesting
{
    /// <summary>Bonferroni: family-wise error, any dependence.</summary>
    public static double[] Bonferroni(IReadOnlyList<double> pValues) => [.. pValues.Select(p => Math.Min(1, p * pValues.Count))];

    /// <summary>Holm's step-down procedure (Holm 1979): family-wise error, any dependence, never weaker than Bonferroni.</summary>
    public static double[] Holm(IReadOnlyList<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[pValues.Count];
        var running = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            running = Math.Max(running, Math.Min(1, pValues[order[i]] * (pValues.Count - i)));
            adjusted[order[i]] = running;
        }

        return adjusted;
    }

    /// <summary>Benjamini and Hochberg (1995): false discovery rate under independence or positive dependence.</summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[pValues.Count];
        var running = 1.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            running = Math.Min(running, pValues[order[i]] * pValues.Count / (i + 1));
            adjusted[order[i]] = running;
        }

        return adjusted;
    }

    private static int[] Ascending(IReadOnlyList<double> pValues) =>
        [.. Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).ThenBy(i => i)];
}
