using System.Globalization;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Routing;

/// <summary>Reads the spans of a time interval as Alertmanager writes them; what it would refuse is passed over, for amtool has the say about a configuration.</summary>
internal static class TimeIntervalReading
{
    private static readonly string[] Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Select(name => name.ToLowerInvariant())];

    private static readonly string[] Days = [.. CultureInfo.InvariantCulture.DateTimeFormat.DayNames.Select(name => name.ToLowerInvariant())];

    public static TimeSpans Spans(YamlMappingNode node) => new()
    {
        Times = [.. AlertmanagerReading.Maps(node, "times").Select(time => new MinuteRange(Minute(time, "start_time"), Minute(time, "end_time")))],
        Weekdays = [.. Ranges(node, "weekdays", Days, 0).Select(range => new WeekdayRange((DayOfWeek)range.First, (DayOfWeek)range.Last))],
        DaysOfMonth = [.. Ranges(node, "days_of_month", [], 0)],
        Months = [.. Ranges(node, "months", Months, 1)],
        Years = [.. Ranges(node, "years", [], 0)],
        Location = (node.Child("location") as YamlScalarNode)?.Value,
    };

    private static int Minute(YamlMappingNode node, string key) =>
        (node.Child(key) as YamlScalarNode)?.Value?.Split(':') is [var hours, var minutes] && int.TryParse(hours, CultureInfo.InvariantCulture, out var hour) && int.TryParse(minutes, CultureInfo.InvariantCulture, out var minute)
            ? hour * 60 + minute : 0;

    private static IEnumerable<NumberRange> Ranges(YamlMappingNode node, string key, string[] names, int first)
    {
        foreach (var text in ((node.Child(key) as YamlSequenceNode)?.Children ?? []).OfType<YamlScalarNode>().Select(item => item.Value ?? string.Empty))
        {
            var ends = text.Split(':').Select(end => Number(end.Trim().ToLowerInvariant(), names, first)).ToList();
            if (ends is [{ } from, ..] && ends[^1] is { } to)
            {
                yield return new NumberRange(from, to);
            }
        }
    }

    private static int? Number(string text, string[] names, int first) =>
        Array.IndexOf(names, text) is >= 0 and var index && text.Length > 0 ? index + first
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
