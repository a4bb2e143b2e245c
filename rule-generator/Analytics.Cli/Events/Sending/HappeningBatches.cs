using System.Buffers;
using Analytics.Cli.Events.World;

namespace Analytics.Cli.Events.Sending;

/// <summary>Turns happenings into batches as the door takes them, without a file in between.</summary>
internal static class HappeningBatches
{
    public static async IAsyncEnumerable<EventBatch> Of(IEnumerable<Happening> happenings, int size)
    {
        var sequence = 0L;
        foreach (var chunk in happenings.Chunk(size))
        {
            yield return Of(chunk, sequence++);
            await Task.Yield();
        }
    }

    public static EventBatch Of(IReadOnlyList<Happening> happenings, long sequence)
    {
        var buffer = new ArrayBufferWriter<byte>(happenings.Count * 700);
        using var json = new EventJson(buffer);
        var ends = new int[happenings.Count];
        for (var i = 0; i < happenings.Count; i++)
        {
            json.WriteLine(happenings[i]);
            ends[i] = buffer.WrittenCount;
        }

        var written = buffer.WrittenMemory;
        return new EventBatch(sequence, [.. ends.Select((end, i) => new EventLine(i + 1, end, written[(i == 0 ? 0 : ends[i - 1])..(end - 1)]))]);
    }
}
