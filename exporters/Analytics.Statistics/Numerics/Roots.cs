namespace Analytics.Statistics.Numerics;

internal static class Roots
{
    /// <summary>The zero of an increasing function between <paramref name="low"/> and <paramref name="high"/>, to the last bit that bisection finds.</summary>
    public static double Bisect(Func<double, double> increasing, double low, double high)
    {
        for (var i = 0; i < 1100; i++)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            if (increasing(middle) < 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low + ((high - low) / 2);
    }
}
