using Analytics.Intake.WriteAheadLog;

namespace Analytics.Tests.Intake;

/// <summary>The log after crashes and on failing disks: acknowledged records survive, torn ones are cut, damage is reported and kept.</summary>
public sealed class LogFaultTests : IDisposable
{
    private readonly LogBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_log_cut_at_any_byte_gives_all_whole_records_before_the_cut_and_goes_on()
    {
        byte[] whole;
        var ends = new List<long>();
        using (var log = _bench.Open())
        {
            for (var i = 0; i < 3; i++)
            {
                await _bench.Append(log, $"e{i}");
                ends.Add(log.SegmentFrom(1)!.Length);
            }

            whole = await File.ReadAllBytesAsync(Path.Combine(_bench.Crash(), SegmentFormat.FileName(1)), TestContext.Current.CancellationToken);
        }

        var first = (int)ends[0] - 400;
        foreach (var cut in Enumerable.Range(0, 40).Concat(Enumerable.Range(first, whole.Length - first + 1)))
        {
            var folder = Path.Combine(_bench.Folder, "..", $"cut-{cut}");
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, SegmentFormat.FileName(1)), whole[..cut], TestContext.Current.CancellationToken);
            using (var log = _bench.Open(folder))
            {
                var expected = Enumerable.Range(0, ends.Count(end => end <= cut)).Select(i => $"e{i}").ToList();
                Assert.Equal(expected, LogBench.Ids(log));
                Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, "after"));
                Assert.Equal([.. expected, "after"], LogBench.Ids(log));
            }

            Assert.Equal(0, _bench.Vitals.DamagedLogBytes);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Damage_in_the_middle_costs_one_record_and_is_reported_and_kept()
    {
        var ends = new List<long>();
        using (var log = _bench.Open())
        {
            for (var i = 0; i < 3; i++)
            {
                await _bench.Append(log, $"e{i}");
                ends.Add(log.SegmentFrom(1)!.Length);
            }
        }

        for (var at = ends[0]; at < ends[1]; at += 7)
        {
            var folder = _bench.Crash();
            var file = Path.Combine(folder, SegmentFormat.FileName(1));
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[at] ^= 0x40;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            var damaged = _bench.Vitals.DamagedLogBytes;
            using var log = _bench.Open(folder);

            Assert.Equal(["e0", "e2"], LogBench.Ids(log));
            Assert.Equal(ends[1] - ends[0], _bench.Vitals.DamagedLogBytes - damaged);
            var kept = Assert.Single(Directory.GetFiles(log.Quarantine));
            Assert.Equal(bytes[(int)ends[0]..(int)ends[1]], await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_record_in_another_place_than_its_own_is_none()
    {
        using (var log = _bench.Open())
        {
            await _bench.Append(log, "e0");
        }

        var folder = _bench.Crash();
        File.Copy(Path.Combine(folder, SegmentFormat.FileName(1)), Path.Combine(folder, SegmentFormat.FileName(2)));
        using var copied = _bench.Open(folder);
        Assert.Equal(["e0"], LogBench.Ids(copied));
        Assert.True(_bench.Vitals.DamagedLogBytes > 0);
    }

    [Fact]
    public async Task A_crash_between_write_and_flush_leaves_the_record_whole_or_not_at_all()
    {
        using var log = _bench.Open();
        await _bench.Append(log, "acknowledged");
        string? crashed = null;
        _bench.Disk.BeforeFlush = () => crashed ??= _bench.Crash();
        await _bench.Append(log, "in flight");

        using var next = _bench.Open(crashed);
        Assert.Contains(string.Join(',', LogBench.Ids(next)), (string[])["acknowledged", "acknowledged,in flight"]);
    }

    [Fact]
    public async Task A_failed_flush_is_not_acknowledged_and_its_segment_is_given_up()
    {
        using (var log = _bench.Open())
        {
            await _bench.Append(log, "e0");
            _bench.Disk.RefusesFlush = true;
            Assert.Equal(AppendOutcome.DiskFailed, await _bench.Append(log, "lost"));
            Assert.Equal(["e0"], LogBench.Ids(log));
            _bench.Disk.RefusesFlush = false;
            Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, "e1"));
            Assert.Equal(["e0", "e1"], LogBench.Ids(log));
            Assert.Equal(2, Directory.GetFiles(_bench.Folder, "*.log").Length);
        }

        using var next = _bench.Open();
        Assert.Equal(["e0", "e1"], LogBench.Ids(next));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_fills_up_in_the_middle_of_a_record_is_told_and_the_log_stays_whole(bool truncateFailsToo)
    {
        using (var log = _bench.Open())
        {
            await _bench.Append(log, "e0");
            for (var room = 0; room < 100; room += 9)
            {
                _bench.Disk.Room = room;
                _bench.Disk.RefusesTruncate = truncateFailsToo;
                Assert.Equal(AppendOutcome.DiskFailed, await _bench.Append(log, "lost"));
            }

            _bench.Disk.RefusesTruncate = false;
            _bench.Disk.Room = null;
            Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, "e1"));
            Assert.Equal(["e0", "e1"], LogBench.Ids(log));
        }

        using var next = _bench.Open();
        Assert.Equal(["e0", "e1"], LogBench.Ids(next));
        Assert.Equal(0, _bench.Vitals.DamagedLogBytes);
    }

    [Fact]
    public async Task A_full_disk_at_the_start_is_told_and_taken_up_again_when_there_is_room()
    {
        _bench.Disk.RefusesCreate = true;
        using var log = _bench.Open();
        Assert.Equal(AppendOutcome.DiskFailed, await _bench.Append(log, "lost"));
        Assert.Equal(AppendOutcome.DiskFailed, await _bench.Append(log, "lost"));
        Assert.Equal(0, _bench.Vitals.LogBytes);
        _bench.Disk.RefusesCreate = false;
        Assert.Equal(AppendOutcome.Durable, await _bench.Append(log, "e0"));
        Assert.Equal(["e0"], LogBench.Ids(log));
    }
}
