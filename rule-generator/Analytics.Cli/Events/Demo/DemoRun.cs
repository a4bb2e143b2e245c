using Analytics.Cli.Events.Sending;
using Analytics.Cli.Events.World;

namespace Analytics.Cli.Events.Demo;

/// <summary>The demo from its first event to SIGTERM: history once, then live traffic. One line of text a phase, for the log.</summary>
internal sealed class DemoRun(DoorSettings live, string? adminKey, string stateFolder, TextWriter log, TimeProvider clock)
{
    private const int HistoryBatch = 1_000;
    private const int HistoryParallel = 3;
    private const int LiveBatch = 500;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(5);

    public async Task Run(int users, int days, long seed, CancellationToken cancel)
    {
        using var http = SendRun.Client(HistoryParallel);
        var history = DemoHistory.Open(stateFolder, users, days, seed, clock.GetUtcNow());
        var product = new SyntheticProduct(history.Settings);
        if (history.IsSent)
        {
            var events = product.Live().Count();
            Say($"history: {events} events until {history.End:u} were sent before");
        }
        else
        {
            await SendHistory(http, product, history, cancel);
            (history with { IsSent = true }).Write(stateFolder);
        }

        await SendLive(http, product, cancel);
    }

    private async Task SendHistory(HttpClient http, SyntheticProduct product, DemoHistory history, CancellationToken cancel)
    {
        Say($"history: {history.Users} people over {history.Days} days until {history.End:u}, seed {history.Seed}");
        var began = clock.GetTimestamp();
        var tally = new SendTally(details: 5);
        var door = new EventDoor(http, live with { Key = adminKey, Backfill = true }, clock, new Random(1));
        await new EventSender(door, tally, HistoryParallel).Send(HappeningBatches.Of(product.Live(), HistoryBatch), _ => { }, () => { }, cancel);
        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        Say(FormattableString.Invariant($"history: {tally.Accepted} events accepted in {seconds:0.0} s ({tally.Accepted / seconds:0}/s), {tally.Dropped} dropped for want of consent, {tally.Rejected} rejected{Reasons(tally)}"));
    }

    private async Task SendLive(HttpClient http, SyntheticProduct history, CancellationToken cancel)
    {
        var product = new LiveProduct(history, clock.GetUtcNow());
        var door = new EventDoor(http, live, clock, new Random(2));
        var tally = new SendTally(details: 5);
        Say("live: the API is in trouble for 15 minutes of each hour, a bad nutrition model stays");
        var reported = clock.GetTimestamp();
        using var beat = new PeriodicTimer(Beat, clock);
        for (var sequence = 0L; ;)
        {
            foreach (var chunk in product.TakeUntil(clock.GetUtcNow()).Chunk(LiveBatch))
            {
                var batch = HappeningBatches.Of(chunk, sequence++);
                tally.Add(batch, await door.Send(batch, cancel));
                if (sequence == 1)
                {
                    Say(FormattableString.Invariant($"live: first {chunk.Length} events {(tally.Rejected == 0 ? "accepted" : "rejected" + Reasons(tally))}"));
                }
            }

            if (clock.GetElapsedTime(reported) >= ReportEvery)
            {
                reported = clock.GetTimestamp();
                Say(FormattableString.Invariant($"live: {tally.Accepted} events accepted, {tally.Rejected} rejected{Reasons(tally)}, {door.Retries} retries"));
            }

            await beat.WaitForNextTickAsync(cancel);
        }
    }

    private void Say(FormattableString text) => Say(text.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void Say(string text)
    {
        log.WriteLine($"{clock.GetUtcNow():u} {text}");
        log.Flush();
    }

    private static string Reasons(SendTally tally) => tally.First is [var first, ..]
        ? $" ({string.Join(", ", tally.ByCode.Select(code => $"{code.Key} {code.Value}"))}; first: {first.Path} {first.Message})"
        : "";
}
