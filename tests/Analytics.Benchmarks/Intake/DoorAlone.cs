using System.Text.Json;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Catalog;

namespace Analytics.Benchmarks.Intake;

/// <summary>The parts of intake without HTTP and disk, in this process, by processor time: where the gateway's core goes.</summary>
internal static class DoorAlone
{
    public static void Run(TextWriter output, TimeSpan measured)
    {
        var keys = PseudonymKeys.Parse(PseudonymKeys.NewLine("k1"), out _)!;
        var gate = new PrivacyGate(keys);
        using var reader = new RequestReader(EventContract.Default, new DoorLimits(), new RecentIds(100_000));
        var now = TimeProvider.System.GetUtcNow();
        var template = new RequestTemplate(0, now);
        byte[] payload = [];
        Print(output, "  JSON walked through", measured, () =>
        {
            var walker = new Utf8JsonReader(template.NextBody().Span);
            while (walker.Read())
            {
            }
        });
        Print(output, "  the same by JsonCursor", measured, () =>
        {
            var walker = new JsonCursor(template.NextBody().Span);
            while (walker.Read())
            {
            }
        });
        Print(output, "  read, check, gate", measured, () =>
        {
            using var admission = gate.Open("bench", backfill: false, UnixTime.ToMicroseconds(now));
            if (reader.Read(template.NextBody().Span, admission, backfill: false, now) is { } fault)
            {
                throw new InvalidOperationException(fault.Message);
            }

            using var batch = admission.Close();
            if (batch.EventCount != RequestTemplate.Events)
            {
                throw new InvalidOperationException("the benchmark's events are not all good");
            }

            if (payload.Length == 0)
            {
                payload = batch.Frame.Written[BatchCodec.FrameHead..].ToArray();
                output.WriteLine(FormattableString.Invariant($"  an event in the log: {payload.Length / RequestTemplate.Events} bytes"));
            }
        });

        var names = LogNames.Read(EventContract.Default.Names, EventContract.Default);
        var ledger = new CounterLedger(CatalogIndex.Default);
        ledger.Load([]);
        var feed = new CounterFeed(ledger.Metrics, ledger.Budgets);
        var copy = new CopyRows(EventContract.Default);
        using var rows = new ByteBuffer(1024 * 1024);
        Print(output, "  log to rows and counts", measured, () =>
        {
            rows.Clear();
            foreach (var admitted in PrivacyGate.Reopen(payload, 0, payload.Length, names).Events)
            {
                CopyRows.AddKey(rows, EventKey.Of(admitted), admitted);
                copy.AddEvent(rows, admitted);
                feed.Add(admitted);
            }

            feed.Take();
        });
    }

    private static void Print(TextWriter output, string name, TimeSpan measured, Action once)
    {
        Repeat(once, measured / 2);
        var before = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var times = Repeat(once, measured);
        var cpu = Environment.CpuUsage.TotalTime - before;
        var events = (double)times * RequestTemplate.Events;
        output.WriteLine(FormattableString.Invariant(
            $"{name,-26}{events / cpu.TotalSeconds,34:N0} per CPU second; {(GC.GetTotalAllocatedBytes() - allocated) / events:0} bytes allocated an event"));
    }

    private static long Repeat(Action once, TimeSpan during)
    {
        var started = TimeProvider.System.GetTimestamp();
        var times = 0L;
        for (; TimeProvider.System.GetElapsedTime(started) < during; times++)
        {
            once();
        }

        return times;
    }
}
