namespace Analytics.Tests.Statistics;

/// <summary>Equality to 1e-8 of the value unless said otherwise: closer than any difference between honest implementations of a closed form.</summary>
internal static class Close
{
    public static void To(double expected, double? actual, double tolerance = 1e-8)
    {
        Assert.NotNull(actual);
        var limit = tolerance * Math.Max(Math.Abs(expected), expected == 0 ? 1 : 0);
        Assert.True(Math.Abs(expected - actual.Value) <= limit + 1e-15, $"expected {expected:R}, got {actual:R}");
    }
}
