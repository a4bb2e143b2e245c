namespace Analytics.Statistics.Forecasting;

/// <summary>Season of an exponential smoothing model.</summary>
public enum Season
{
    /// <summary>None.</summary>
    None,

    /// <summary>Added to the level.</summary>
    Additive,

    /// <summary>Times the level; the error is then multiplicative too.</summary>
    Multiplicative,
}

/// <summary>Which exponential smoothing model: in the taxonomy ETS(error, trend, season).</summary>
/// <param name="RelativeErrors">Errors multiply the mean (M) instead of being added (A).</param>
/// <param name="Trend">Trend of the level.</param>
/// <param name="Season">Season.</param>
internal readonly record struct EtsForm(bool RelativeErrors, Trend Trend, Season Season)
{
    /// <summary>Smoothing parameters, without states: alpha, and where they exist beta, phi, gamma.</summary>
    public int Parameters => 1 + (Trend == Trend.None ? 0 : 1) + (Trend == Trend.Damped ? 1 : 0) + (Season == Season.None ? 0 : 1);
}

/// <summary>Smoothing parameters of an exponential smoothing model.</summary>
internal readonly record struct EtsParameters(double Alpha, double Beta, double Phi, double Gamma);

/// <summary>
/// Runs an exponential smoothing model in error correction form over one series (Hyndman, Koehler, Ord, Snyder 2008, tables 2.2 and 2.3) and
/// leaves residuals and last states behind. One instance is used for many trials, so that these do not allocate.
/// </summary>
internal sealed class EtsFilter(double[] values, EtsForm form, int season)
{
    /// <summary>Residuals of the last run: y - mean, or (y - mean) / mean times the geometric mean of all means. n log of their sum of squares is the likelihood.</summary>
    public double[] Residuals { get; } = new double[values.Length];

    /// <summary>The seasons after the last run, the one of the next step at <see cref="Position"/>.</summary>
    public double[] Seasons { get; } = new double[season];

    public int Position { get; private set; }

    public double Level { get; private set; }

    public double Slope { get; private set; }

    /// <summary>Sum of squares of the errors, relative ones for a model with relative errors.</summary>
    public double Squares { get; private set; }

    /// <summary>-2 log likelihood but for a constant; infinite when a mean is not positive and must be.</summary>
    /// <param name="p">Smoothing parameters.</param>
    /// <param name="states">Initial level, slope and seasons.</param>
    public double Run(EtsParameters p, ReadOnlySpan<double> states)
    {
        states[2..].CopyTo(Seasons);
        double level = states[0], slope = states[1], squares = 0, logs = 0, product = 1;
        var (relative, multiplicative, hasTrend) = (form.RelativeErrors, form.Season == Season.Multiplicative, form.Trend != Trend.None);
        var position = 0;
        for (var t = 0; t < values.Length; t++)
        {
            var step = hasTrend ? p.Phi * slope : 0;
            var s = Seasons[position];
            var expected = level + step;
            var mean = multiplicative ? expected * s : expected + s;
            if (relative && !(mean > 1e-300))
            {
                return Fail();
            }

            var error = values[t] - mean;
            var scored = error;
            if (relative)
            {
                scored = error / mean;
                product *= mean;
                if (product is > 1e200 or < 1e-200)
                {
                    logs += Math.Log(product);
                    product = 1;
                }
            }

            Residuals[t] = scored;
            squares += scored * scored;
            var gain = multiplicative ? error / s : error;
            level = expected + (p.Alpha * gain);
            slope = hasTrend ? step + (p.Beta * gain) : 0;
            if (form.Season != Season.None)
            {
                Seasons[position] = s + (p.Gamma * (multiplicative ? error / expected : error));
                position = position + 1 == season ? 0 : position + 1;
            }
        }

        (Level, Slope, Position, Squares) = (level, slope, position, squares);
        if (relative)
        {
            logs = (logs + Math.Log(product)) / values.Length;
            var scale = Math.Exp(logs);
            for (var t = 0; t < Residuals.Length; t++)
            {
                Residuals[t] *= scale;
            }
        }

        var likelihood = values.Length * (Math.Log(squares + 1e-300) + (2 * logs));
        return double.IsFinite(likelihood) ? likelihood : Fail();
    }

    private double Fail()
    {
        Array.Fill(Residuals, double.PositiveInfinity);
        return double.PositiveInfinity;
    }
}
