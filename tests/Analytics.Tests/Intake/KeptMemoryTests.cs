using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Analytics.Intake;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Intake.WriteAheadLog;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>What is kept for its next use, and what one transaction holds, is bounded in bytes, whatever was sent before.</summary>
public sealed class KeptMemoryTests
{
    [Fact]
    public void Large_arrays_are_kept_up_to_a_bound()
    {
        int[] sizes = [PooledBytes.Small + 1, 3 * PooledBytes.Small, 5 * PooledBytes.Small + 1, PooledBytes.LargestKept + 1, 20 * PooledBytes.Small + 1];
        var used = sizes.SelectMany(size => Use(size, times: 4 * PooledBytes.KeptOfEach)).ToList();
        GC.Collect();
        var kept = used.Select(array => array.Target).OfType<byte[]>().Distinct().Select(array => array.Length).ToList();

        Assert.All(kept, length => Assert.InRange(length, PooledBytes.Small + 1, PooledBytes.LargestKept));
        // Twice: another test may have taken one just when it came back, and made room.
        Assert.All(kept.CountBy(length => length), size => Assert.InRange(size.Value, 1, 2 * PooledBytes.KeptOfEach));
    }

    [Fact]
    public void Spares_beyond_the_bound_are_disposed_and_a_taken_one_makes_room()
    {
        var all = Enumerable.Range(0, 5).Select(_ => new Spare()).ToList();
        using (var spares = new Spares<Spare>(3))
        {
            all.ForEach(spares.Return);
            Assert.Equal(2, all.Count(spare => spare.IsDisposed));
            Assert.True(spares.TryTake(out var taken));
            Assert.False(taken.IsDisposed);
            spares.Return(taken);
            Assert.Equal(2, all.Count(spare => spare.IsDisposed));
        }

        Assert.All(all, spare => Assert.True(spare.IsDisposed));
    }

    [Fact]
    public async Task A_transaction_takes_records_of_a_bounded_length_however_few_events_are_in_them()
    {
        using var bench = new LogBench();
        using var log = bench.Open();
        var longest = 0;
        for (var i = 0; i < 9; i++)
        {
            using var batch = bench.Door.AdmitRequest(Enumerable.Range(0, 300).Select(n => Faulty($"e{i}-{n}")));
            longest = Math.Max(longest, batch.Frame.Length);
            Assert.Equal(AppendOutcome.Durable, await log.AppendAsync(batch));
        }

        using var reader = new LogReader(log, default);
        var (read, turns) = (0, 0);
        for (var batch = LogBatch.Read(reader, log, Projector.MaxEvents); batch.Refusals.Count > 0; batch = LogBatch.Read(reader, log, Projector.MaxEvents))
        {
            Assert.InRange(batch.Bytes, 1, LogBatch.MaxBytes + longest);
            Assert.All(batch.Refusals, refused => Assert.NotNull(refused.Json));
            (read, turns) = (read + batch.Refusals.Count, turns + 1);
        }

        Assert.Equal((9 * 300, 3), (read, turns));
    }

    private static JsonNode Faulty(string id)
    {
        var made = EventJson.Session(id, Door.Now);
        made["timestamp"] = "yesterday";
        made["properties"] = new JsonObject { ["x"] = new string('x', RefusedJson.MaxBytes - 1000) };
        return made;
    }

    /// <summary>Holds that many arrays at once; apart, so that no local keeps one alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Use(int size, int times)
    {
        var arrays = Enumerable.Range(0, times).Select(_ => PooledBytes.Rent(size)).ToList();
        arrays.ForEach(PooledBytes.Return);
        return [.. arrays.Select(array => new WeakReference(array))];
    }

    private sealed class Spare : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
