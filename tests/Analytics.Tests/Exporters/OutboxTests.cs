using System.Text;
using Analytics.Exporters.Client;

namespace Analytics.Tests.Exporters;

/// <summary>The folder in which an app's events wait: bounded, shared, torn, cleared away, not there.</summary>
public sealed class OutboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("an-outbox-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_folder_is_bounded_and_gives_up_the_oldest()
    {
        using var outbox = Open("c1", mostOnDisk: 1000);
        using var other = Open("c2");
        var dropped = Enumerable.Range(0, 20).Sum(_ => outbox.Add([new byte[90], new byte[7]]));
        Assert.Equal((20, 20), (dropped, outbox.Events));
        Assert.Equal("c1-10", outbox.Oldest()!.BatchId);
        Assert.Null(other.Oldest());
        outbox.Dispose();
        using var next = Open("c3", mostOnDisk: 1000);
        Assert.Equal(("c1-10", 20), (next.Oldest()!.BatchId, next.Events));
        Assert.True(next.Remove(next.Oldest()!));
        Assert.Equal("c1-11", next.Oldest()!.BatchId);
    }

    [Fact]
    public void What_processes_left_is_taken_over_from_all_parts_but_not_from_the_living()
    {
        var (first, second, third) = (Open("a"), Open("b"), Open("c"));
        Array.ForEach([first, second, third], outbox => outbox.Add([[1], [2]]));
        second.Dispose();
        third.Dispose();
        using var next = Open("d");
        Assert.Equal(4, next.Events);
        first.Dispose();
        Assert.Equal((2, 0), (next.Adopt(), next.Adopt()));
        Assert.Equal(["a-0", "b-0", "c-0"], Drain(next).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(_folder, "*.events", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_was_half_written_when_the_process_was_killed_goes()
    {
        Open("a").Dispose();
        File.WriteAllText(Path.Combine(_folder, "0", "0000000000000000-a-1.events.half"), "[{");
        File.WriteAllText(Path.Combine(_folder, "0", "not-ours-at-all.events"), "[]");
        using var next = Open("b");
        Assert.Null(next.Oldest());
        Assert.Empty(Directory.GetFiles(_folder, "*.half", SearchOption.AllDirectories));
    }

    [Fact]
    public void Only_the_owner_may_read_what_waits()
    {
        using var outbox = Open("a");
        outbox.Add([[1]]);
        if (OperatingSystem.IsWindows())
        {
            // There the folder's own rights are handed down.
            return;
        }

        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "0")));
    }

    [Fact]
    public void While_the_disk_refuses_batches_wait_in_bounded_memory_and_are_saved_when_it_takes_them()
    {
        var folder = Path.Combine(_folder, "later");
        File.WriteAllText(folder, "");
        using var outbox = new Outbox(folder, 10_000, mostInMemory: 250, "a");
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(_ => outbox.Add([new byte[98]])));
        Assert.Equal(("a-1", 2, null), (outbox.Oldest()!.BatchId, outbox.Events, outbox.Oldest()!.File));
        File.Delete(folder);
        outbox.Add([[1]]);
        Assert.Equal((0, 1), (outbox.Save(), outbox.Events));
        outbox.Dispose();
        using var next = new Outbox(folder, 10_000, 250, "b");
        Assert.Equal(["a-1", "a-2", "a-3"], Drain(next));
    }

    [Fact]
    public void A_folder_that_is_cleared_away_is_made_again()
    {
        using var outbox = Open("a");
        Directory.Delete(Path.Combine(_folder, "0"), recursive: true);
        Assert.Equal(0, outbox.Add([[1]]));
        Assert.True(File.Exists(outbox.Oldest()!.File));
    }

    [Theory]
    [InlineData("[{\"a\":[1]},{\"b\":\"}\"},{\"c\":2}]", 3, 0)]
    [InlineData("[{\"a\":[1]},{\"b\":\"}\"},{\"c\":", 2, 1)]
    [InlineData("[{\"a\":", 0, 3)]
    [InlineData("", 0, 3)]
    public void A_batch_is_halved_and_of_a_torn_one_the_whole_events_are_kept(string content, int kept, int torn)
    {
        using var outbox = Open("a");
        outbox.Add([[1], [2], [3]]);
        outbox.Add([[4]]);
        Assert.Equal(torn, outbox.Halve(outbox.Oldest()!, Encoding.UTF8.GetBytes(content)));
        Assert.Equal(kept + 1, outbox.Events);
        Assert.Equal("a-1", Drain(outbox)[^1]);
    }

    [Fact]
    public void One_event_is_not_halved()
    {
        using var outbox = Open("a");
        outbox.Add(["{}"u8.ToArray()]);
        Assert.Null(outbox.Halve(outbox.Oldest()!, "[{}]"u8.ToArray()));
        Assert.Equal(1, outbox.Events);
    }

    private Outbox Open(string client, long mostOnDisk = 100_000) => new(_folder, mostOnDisk, 1000, client);

    private static IReadOnlyList<string> Drain(Outbox outbox)
    {
        var ids = new List<string>();
        while (outbox.Oldest() is { } batch)
        {
            ids.Add(batch.BatchId);
            outbox.Remove(batch);
        }

        return ids;
    }
}
