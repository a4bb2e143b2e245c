using System.Globalization;
using System.Text;
using Analytics.Operations.Jobs;

namespace Analytics.Cli.Jobs;

/// <summary>Runs as text for a person: one line a period, and the values when it was only one.</summary>
internal static class JobText
{
    public static string Of(JobDefinition job, IReadOnlyList<PeriodRun> runs)
    {
        var text = new StringBuilder();
        foreach (var run in runs)
        {
            var result = run.Result;
            var what = job.HasPeriods ? $" until {run.Period.At:yyyy-MM-ddTHH:mm:ssZ}" : string.Empty;
            var completeness = result.Completeness is { } share ? string.Create(CultureInfo.InvariantCulture, $", data {100 * share:0.#} % complete") : string.Empty;
            var refused = result.Refused > 0 ? $", {result.Refused} too old for Prometheus" : string.Empty;
            text.AppendLine(CultureInfo.InvariantCulture, $"{(result.Failure is null ? "done  " : "failed")} {run.Job}{what}: {result.RowsRead} new rows, {result.Samples.Count} values{completeness}{refused}, {run.Took.TotalSeconds:0.00} s");
        }

        if (runs is [var only])
        {
            foreach (var sample in only.Result.Samples)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {sample.Series} {sample.Value}");
            }
        }

        return text.ToString();
    }

    public static string Asked(JobDefinition job, IReadOnlyList<DateTimeOffset> days, IReadOnlyList<LedgerPeriod> needed)
    {
        var first = needed.GroupBy(day => day.Job).Select(group => $"{group.Count()} of {group.Key}").ToList();
        return $"{days.Count} days of {job} wait for the workers{(first.Count > 0 ? $", after {string.Join(" and ", first)} that must be done first" : string.Empty)}. See: analytics jobs status";
    }
}
