namespace Analytics.Statistics.Forecasting;

/// <summary>The M4 competition's measures of forecast error.</summary>
public static class Accuracy
{
    /// <summary>sMAPE = mean of 200 |y - f| / (|y| + |f|), in percent, 0 to 200; 0/0 counts as 0.</summary>
    public static double Smape(ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        var sum = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            var scale = Math.Abs(actual[i]) + Math.Abs(forecast[i]);
            sum += scale == 0 ? 0 : 200 * Math.Abs(actual[i] - forecast[i]) / scale;
        }

        return sum / actual.Length;
    }

    /// <summary>MASE = mean of |y - f| over the in-sample mean of |x_t - x_(t-m)|; null when the latter is 0.</summary>
    public static double? Mase(ReadOnlySpan<double> inSample, int season, ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        double scale = 0, error = 0;
        for (var t = season; t < inSample.Length; t++)
        {
            scale += Math.Abs(inSample[t] - inSample[t - season]);
        }

        for (var i = 0; i < actual.Length; i++)
        {
            error += Math.Abs(actual[i] - forecast[i]);
        }

        scale /= Math.Max(1, inSample.Length - season);
        return scale == 0 ? null : error / actual.Length / scale;
    }

    /// <summary>Overall weighted average: mean of sMAPE and MASE, each relative to Naive2's over the same series.</summary>
    public static double Owa(double smape, double mase, double naiveSmape, double naiveMase) => ((smape / naiveSmape) + (mase / naiveMase)) / 2;
}
