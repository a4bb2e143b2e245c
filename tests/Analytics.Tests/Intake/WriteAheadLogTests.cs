using Analytics.Intake.WriteAheadLog;

namespace Analytics.Tests.Intake;

/// <summary>Acknowledged is on the disk and readable; not acknowledged is told so; bounded; one process at a time.</summary>
public sealed class WriteAheadLogTests : IDisposable
{
    private readonly LogBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_is_acknowledged_is_read_back_in_order_also_by_the_next_process()
    {
        var ids = Enumerable.Range(0, 50).Select(i => $"e{i}").ToArray();
        using (var log = _bench.Open())
        {
            foreach (var id in ids)
            {
                Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, id));
            }

            Assert.Equal(ids, LogBench.Ids(log));
        }

        using var next = _bench.Open();
        Assert.Equal(ids, LogBench.Ids(next));
        Assert.Equal(AppendOutcome.Durable, await _bench.Append(next, "after"));
        Assert.Equal([.. ids, "after"], LogBench.Ids(next));
    }

    [Fact]
    public async Task Requests_that_wait_share_one_flush()
    {
        using var log = _bench.Open();
        await _bench.Append(log, "first");
        var flushes = _bench.Disk.Flushes;
        using var gate = new ManualResetEventSlim();
        _bench.Disk.BeforeFlush = gate.Wait;
        var waiting = Enumerable.Range(0, 100).Select(i => _bench.Append(log, $"e{i}")).ToArray();
        gate.Set();
        await Task.WhenAll(waiting);

        Assert.InRange(_bench.Disk.Flushes - flushes, 1, 2);
        Assert.Equal(101, LogBench.Ids(log).Count);
    }

    [Fact]
    public async Task After_a_flush_that_several_waited_for_the_next_one_gathers_company()
    {
        using var log = _bench.Open();
        for (var round = 0; round < 20; round++)
        {
            using var reached = new ManualResetEventSlim();
            using var gate = new ManualResetEventSlim();
            _bench.Disk.BeforeFlush = () =>
            {
                reached.Set();
                gate.Wait();
            };
            var first = _bench.Append(log, $"first-{round}");
            reached.Wait(TestContext.Current.CancellationToken);
            Task[] several = [_bench.Append(log, $"second-{round}"), _bench.Append(log, $"third-{round}")];
            _bench.Disk.BeforeFlush = null;
            var before = TimeProvider.System.GetTimestamp();
            gate.Set();
            await Task.WhenAll([first, .. several]);
            await _bench.Append(log, $"fourth-{round}");
            Assert.True(TimeProvider.System.GetElapsedTime(before) > GroupCommit.Pace / 2);
        }
    }

    [Fact]
    public async Task A_lone_sender_waits_for_nobody()
    {
        using var log = _bench.Open();
        await _bench.Append(log, "first");
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var before = TimeProvider.System.GetTimestamp();
            await _bench.Append(log, $"e{i}");
            var took = TimeProvider.System.GetElapsedTime(before);
            quickest = took < quickest ? took : quickest;
        }

        Assert.InRange(quickest, TimeSpan.Zero, GroupCommit.Pace / 2);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_the_flush_returns()
    {
        using var log = _bench.Open();
        await _bench.Append(log, "first");
        using var reached = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        _bench.Disk.BeforeFlush = () =>
        {
            reached.Set();
            gate.Wait();
        };
        var append = _bench.Append(log, "second");
        reached.Wait(TestContext.Current.CancellationToken);
        Assert.False(append.IsCompleted);
        Assert.Equal(["first"], LogBench.Ids(log));
        gate.Set();
        Assert.Equal(AppendOutcome.Durable, await append);
        Assert.Equal(["first", "second"], LogBench.Ids(log));
    }

    [Fact]
    public async Task Segments_roll_and_are_deleted_when_they_are_projected()
    {
        using var log = _bench.Open(segment: 40_000);
        for (var i = 0; i < 40; i++)
        {
            await _bench.Append(log, Enumerable.Range(0, 20).Select(j => $"e{i}-{j}").ToArray());
        }

        Assert.True(Directory.GetFiles(_bench.Folder, "*.log").Length > 3);
        using var reader = new LogReader(log, LogPosition.Start);
        Assert.Equal(800, LogBench.Ids(reader).Count);
        log.Release(reader.Position);
        Assert.Single(Directory.GetFiles(_bench.Folder, "*.log"));
        Assert.Equal(0, _bench.Vitals.LogBytes);
        await _bench.Append(log, "more");
        Assert.Equal(["more"], LogBench.Ids(reader));
    }

    [Fact]
    public async Task A_full_log_refuses_until_something_is_projected()
    {
        using var log = _bench.Open(limit: 400_000, segment: 100_000);
        var taken = 0;
        while (await _bench.Append(log, Enumerable.Range(0, 10).Select(j => $"e{taken}-{j}").ToArray()) == AppendOutcome.Durable)
        {
            taken++;
        }

        Assert.True(taken > 3);
        // Ten more do not fit; a single one may.
        Assert.Equal(AppendOutcome.LogFull, await _bench.Append(log, Enumerable.Range(0, 10).Select(j => $"e{taken}-{j}").ToArray()));
        using var reader = new LogReader(log, LogPosition.Start);
        Assert.Equal(taken * 10, LogBench.Ids(reader).Count);
        log.Release(reader.Position);
        Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, "x"));
    }

    [Fact]
    public async Task What_waits_for_a_disk_that_hangs_is_bounded()
    {
        const int Most = 20;
        using var log = _bench.Open(waiting: Most * 2 * LogBounds.BytesOfRequest);
        using var gate = new ManualResetEventSlim();
        _bench.Disk.BeforeFlush = gate.Wait;
        var waiting = Enumerable.Range(0, 3 * Most).Select(i => _bench.Append(log, $"e{i}")).ToList();
        var refused = waiting.FindAll(append => append.IsCompleted);

        Assert.InRange(waiting.Count - refused.Count, Most / 2, 2 * Most);
        Assert.All(refused, append => Assert.Equal(AppendOutcome.Busy, append.Result));
        gate.Set();
        await Task.WhenAll(waiting);
        Assert.Equal(waiting.Count - refused.Count, waiting.Count(append => append.Result == AppendOutcome.Durable));
        Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, "afterwards"));
        Assert.Equal(waiting.Count - refused.Count + 1, LogBench.Ids(log).Count);
    }

    [Fact]
    public async Task A_folder_belongs_to_one_process_and_keeps_its_identity_as_long_as_it_has_segments()
    {
        string identity;
        using (var log = _bench.Open())
        {
            identity = log.Identity;
            await _bench.Append(log, "x");
            Assert.Contains("in use", Assert.Throws<IOException>(() => _bench.Open()).Message, StringComparison.Ordinal);
        }

        using (var next = _bench.Open())
        {
            Assert.Equal(identity, next.Identity);
            using var reader = new LogReader(next, LogPosition.Start);
            Assert.Single(LogBench.Ids(reader));
            next.Release(reader.Position);
        }

        // Its segments count from 1 again: it must not be taken for the log that PostgreSQL knows.
        using var empty = _bench.Open();
        Assert.NotEqual(identity, empty.Identity);
    }

    [Fact]
    public async Task A_stopping_log_writes_what_waits_and_takes_nothing_more()
    {
        var log = _bench.Open();
        var waiting = Enumerable.Range(0, 20).Select(i => _bench.Append(log, $"e{i}")).ToArray();
        log.Dispose();
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(AppendOutcome.Durable, outcome));
        Assert.Equal(AppendOutcome.Stopping, await _bench.Append(log, "late"));
    }
}
