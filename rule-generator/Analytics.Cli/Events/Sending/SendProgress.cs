using System.Globalization;

namespace Analytics.Cli.Events.Sending;

/// <summary>One line on the terminal that is written over and over; silent when stderr is a pipe or a file.</summary>
internal sealed class SendProgress(TimeProvider clock, SendTally tally, TextWriter output, bool isTerminal, long? totalBytes)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _shown = -Interval;

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    public double EventsPerSecond => Elapsed > TimeSpan.Zero ? tally.Accepted / Elapsed.TotalSeconds : 0;

    public void Show()
    {
        if (isTerminal && Elapsed - _shown >= Interval)
        {
            _shown = Elapsed;
            var share = totalBytes is > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * tally.Done.Offset / totalBytes.Value,5:0.0} %  ") : "";
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\r{share}{tally.Accepted:N0} accepted, {EventsPerSecond:N0}/s, {tally.Rejected:N0} rejected{Reasons()}   "));
        }
    }

    public void Clear()
    {
        if (isTerminal)
        {
            output.Write("\r\u001b[K");
        }
    }

    private string Reasons() => tally.Rejected == 0 ? "" : " (" + string.Join(", ", tally.ByCode.Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Key} {code.Value:N0}"))) + ")";
}
