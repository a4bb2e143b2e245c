using System.Globalization;
using Analytics.PromQL;

namespace Analytics.Cli.Slo;

/// <summary>Numbers and times of promises, for people.</summary>
internal static class SloText
{
    public static string Percent(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Rounded up to the second: <c>43m12s</c>.</summary>
    public static string Time(TimeSpan time) => Duration.FromMilliseconds((long)Math.Ceiling(Math.Round(time.TotalSeconds, 3)) * 1_000).ToString();
}
