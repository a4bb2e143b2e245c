namespace Analytics.Benchmarks.Intake;

/// <summary>The value below which a share of the measured ones lies: one that was measured, by the nearest rank below.</summary>
internal static class Percentile
{
    /// <param name="ascending">What was measured, sorted.</param>
    /// <param name="share">0 is the least, 1 the most.</param>
    /// <returns>NaN when nothing was measured.</returns>
    public static double Of(IReadOnlyList<double> ascending, double share) => ascending.Count == 0 ? double.NaN : ascending[(int)(share * (ascending.Count - 1))];
}
