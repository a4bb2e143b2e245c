namespace Analytics.Statistics.Forecasting;

/// <summary>
/// The dynamic optimised Theta model on a series without season (Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler 2016, "Models for optimising
/// the theta method and their relationship to state space models"): the line is estimated anew at every value, theta and alpha by least squares,
/// 0.1 &lt;= alpha &lt;= 0.99, theta &gt;= 1. With w = 1 - 1/theta the errors are linear in w and in the initial level, so that only alpha is searched.
/// </summary>
internal sealed class DynamicTheta
{
    private const double Low = 0.1;
    private const double High = 0.99;
    private const int Skip = 2;

    private readonly double _weight;
    private readonly State _end;

    private DynamicTheta(double alpha, double weight, State end, double sigma) => (Alpha, _weight, _end, Sigma) = (alpha, weight, end, sigma);

    public double Alpha { get; }

    public double Sigma { get; }

    public static DynamicTheta Fit(ReadOnlySpan<double> series)
    {
        var values = series.ToArray();
        double best = Low, least = double.PositiveInfinity;
        for (var round = (Centre: (Low + High) / 2, Reach: (High - Low) / 2); round.Reach > 1e-4; round = (best, round.Reach / 5))
        {
            for (var i = -6; i <= 6; i++)
            {
                var alpha = Math.Clamp(round.Centre + (round.Reach * i / 6), Low, High);
                var squares = Run(values, alpha).Squares;
                (best, least) = squares < least ? (alpha, squares) : (best, least);
            }
        }

        var (sum, weight, end) = Run(values, best);
        return new DynamicTheta(best, weight, end, Math.Sqrt(sum / Math.Max(1, values.Length - Skip - 3)));
    }

    public double[] Forecast(int horizon)
    {
        var mean = new double[horizon];
        var state = _end;
        for (var h = 0; h < horizon; h++)
        {
            mean[h] = state.Level + (_weight * state.Line(Alpha));
            state = state.After(mean[h], Alpha);
        }

        return mean;
    }

    public double[] Spread(int horizon) =>
        [.. Enumerable.Range(0, horizon).Select(h => Sigma * Math.Sqrt(1 + (h * Alpha * Alpha)))];

    // Sum of squared errors, best weight of the line and last state at one alpha; the initial level is eliminated too.
    private static (double Squares, double Weight, State End) Run(double[] values, double alpha)
    {
        double aa = 0, ab = 0, bb = 0, ay = 0, by = 0, yy = 0, power = 1;
        var state = State.Start(values[0]);
        for (var t = 0; t < values.Length; t++)
        {
            if (t >= Skip)
            {
                var line = state.Line(alpha);
                var rest = values[t] - state.Level;
                aa += power * power;
                ab += power * line;
                bb += line * line;
                ay += power * rest;
                by += line * rest;
                yy += rest * rest;
            }

            state = state.After(values[t], alpha);
            power *= 1 - alpha;
        }

        var determinant = (aa * bb) - (ab * ab);
        var weight = determinant > 1e-12 * aa * bb ? ((by * aa) - (ay * ab)) / determinant : bb > 0 ? by / bb : 0;
        weight = Math.Clamp(weight, 0, 1);
        var level0 = aa > 0 ? (ay - (weight * ab)) / aa : 0;
        var squares = yy - (2 * weight * by) - (2 * level0 * ay) + (weight * weight * bb) + (2 * weight * level0 * ab) + (level0 * level0 * aa);
        return (Math.Max(0, squares), weight, state with { Level = state.Level + (level0 * power) });
    }

    /// <summary>After t values: level (from an initial level of 0), mean, intercept and slope of the line so far.</summary>
    private readonly record struct State(int Count, double Level, double Mean, double Intercept, double Slope, double Power)
    {
        public static State Start(double first) => new(0, 0, 0, first, 0, 1);

        // (1 - alpha)^(t-1) A + (1 - (1 - alpha)^t) / alpha B for the value t that comes next.
        public double Line(double alpha) => (Power * Intercept) + ((1 - (Power * (1 - alpha))) / alpha * Slope);

        public State After(double value, double alpha)
        {
            var t = Count + 1;
            var slope = t == 1 ? 0 : (((t - 2) * Slope) + (6.0 / t * (value - Mean))) / (t + 1);
            var mean = ((Count * Mean) + value) / t;
            return new State(t, (alpha * value) + ((1 - alpha) * Level), mean, mean - ((t + 1) / 2.0 * slope), slope, Power * (1 - alpha));
        }
    }
}
