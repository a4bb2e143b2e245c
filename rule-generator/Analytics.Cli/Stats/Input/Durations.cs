using System.CommandLine.Parsing;
using System.Globalization;

namespace Analytics.Cli.Stats.Input;

/// <summary>Durations as users type them: 30s, 5m, 1h, 7d, 2w.</summary>
internal static class Durations
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = text[^1] switch { 's' => 1.0, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
        if (unit == 0 || count <= 0 || count * unit > 1e9)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(count * unit * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>For the custom parser of a command line option.</summary>
    public static TimeSpan FromOption(ArgumentResult result)
    {
        if (TryParse(result.Tokens[0].Value, out var duration))
        {
            return duration;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not a duration: write 30s, 5m, 1h, 7d or 2w");
        return default;
    }
}
