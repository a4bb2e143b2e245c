using System.Text.Json;

namespace Analytics.Exporters.Client;

/// <summary>One batch that waits: the JSON list of its events, in a file, or in memory where the disk refuses.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="BatchId">The same each time that it is sent, so that the gateway knows a repeat.</param>
/// <param name="Events">How many events are in it.</param>
/// <param name="Bytes">How large it is.</param>
internal sealed record OutboxBatch(long Number, string BatchId, int Events, long Bytes)
{
    /// <summary>The file; null where it is in memory.</summary>
    public string? File { get; init; }

    /// <summary>The list; null where it is in a file.</summary>
    public byte[]? Content { get; init; }

    /// <summary>The list of its events.</summary>
    /// <exception cref="IOException">The file is gone, or the disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read any more.</exception>
    public async ValueTask<byte[]> ReadAsync(CancellationToken cancel) => Content ?? await System.IO.File.ReadAllBytesAsync(File!, cancel);

    /// <summary>Events as a list.</summary>
    public static byte[] ListOf(IReadOnlyList<byte[]> events)
    {
        using var list = new MemoryStream(events.Sum(one => one.Length + 1) + 1);
        for (var i = 0; i < events.Count; i++)
        {
            list.WriteByte((byte)(i == 0 ? '[' : ','));
            list.Write(events[i]);
        }

        list.WriteByte((byte)']');
        return list.ToArray();
    }

    /// <summary>The events of a list, to where it is torn.</summary>
    public static IReadOnlyList<byte[]> EventsOf(ReadOnlySpan<byte> list)
    {
        var events = new List<byte[]>();
        var json = new Utf8JsonReader(list);
        try
        {
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                events.Add(list[start..(int)json.BytesConsumed].ToArray());
            }
        }
        catch (JsonException)
        {
            // A disk that lost its power: what stands before is whole.
        }

        return events;
    }
}
