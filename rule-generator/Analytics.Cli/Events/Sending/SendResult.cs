using System.Globalization;
using System.Text.Json;

namespace Analytics.Cli.Events.Sending;

/// <summary>What became of a run, for people (stdout and stderr) and for programs (--json).</summary>
internal sealed class SendResult(SendTally tally, TimeSpan elapsed, double eventsPerSecond, int retries, long skippedLines, string? rejectsPath)
{
    public long Rejected => tally.Rejected;

    public void Print(bool asJson)
    {
        if (asJson)
        {
            PrintJson();
            return;
        }

        foreach (var rejection in tally.First)
        {
            var where = rejection.Path is { } path ? $" at {path}" : "";
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {rejection.Line.Number}: {rejection.Code}{where}: {rejection.Message}"));
        }

        if (tally.Rejected > tally.First.Count)
        {
            Console.Error.WriteLine("… in all: " + string.Join(", ", tally.ByCode.Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Value:N0} {code.Key}"))));
        }

        if (tally.Rejected > 0)
        {
            Console.Error.WriteLine(rejectsPath is null ? "  -> --rejects FILE keeps the refused events with their reasons" : $"  -> refused events with their reasons: {rejectsPath}");
        }

        var again = tally.Duplicates > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({tally.Duplicates:N0} were there before)") : "";
        var dropped = tally.Dropped > 0 ? string.Create(CultureInfo.InvariantCulture, $", {tally.Dropped:N0} dropped for want of consent") : "";
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{tally.Accepted:N0} accepted{again}, {tally.Rejected:N0} rejected{dropped} in {elapsed.TotalSeconds:0.0} s ({eventsPerSecond:N0} events/s, {retries} retries)"));
    }

    private void PrintJson()
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("accepted", tally.Accepted);
            json.WriteNumber("rejected", tally.Rejected);
            json.WriteNumber("duplicates", tally.Duplicates);
            json.WriteNumber("dropped", tally.Dropped);
            json.WriteNumber("skippedLines", skippedLines);
            json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
            json.WriteNumber("eventsPerSecond", Math.Round(eventsPerSecond));
            json.WriteNumber("retries", retries);
            json.WriteStartObject("rejectedByCode");
            foreach (var (code, count) in tally.ByCode)
            {
                json.WriteNumber(code, count);
            }

            json.WriteEndObject();
            json.WriteStartArray("errors");
            foreach (var rejection in tally.First)
            {
                json.WriteStartObject();
                json.WriteNumber("line", rejection.Line.Number);
                json.WriteString("id", rejection.Id);
                json.WriteString("code", rejection.Code);
                json.WriteString("path", rejection.Path);
                json.WriteString("message", rejection.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
