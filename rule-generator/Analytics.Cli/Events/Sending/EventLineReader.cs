using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Analytics.Cli.Events.Sending;

/// <summary>Cuts an input of any length into lines and batches, in bounded memory. Lines that are no JSON object are set apart before they can spoil a request.</summary>
internal sealed class EventLineReader(Stream input, long startOffset = 0, long startLine = 0)
{
    /// <summary>A request stays below the door's limit of 5 MB, whatever the batch size.</summary>
    private const int MaxBatchBytes = 4_000_000;

    /// <summary>A line longer than this is refused here: the door would refuse it too.</summary>
    private const int MaxLineBytes = 4_000_000;

    /// <summary>Batches in the order of the input; <paramref name="unreadable"/> is told of each line that is no JSON object.</summary>
    public async IAsyncEnumerable<EventBatch> ReadBatches(int size, Action<EventLine, string> unreadable, [EnumeratorCancellation] CancellationToken cancel)
    {
        var sequence = 0L;
        var lines = new List<EventLine>(size);
        var bytes = 0;
        await foreach (var line in ReadLines(cancel))
        {
            if (Mistake(line.Json.Span) is { } mistake)
            {
                unreadable(line, mistake);
                continue;
            }

            if (lines.Count == size || (lines.Count > 0 && bytes + line.Json.Length > MaxBatchBytes))
            {
                yield return new EventBatch(sequence++, [.. lines]);
                lines.Clear();
                bytes = 0;
            }

            lines.Add(line);
            bytes += line.Json.Length + 1;
        }

        if (lines.Count > 0)
        {
            yield return new EventBatch(sequence, [.. lines]);
        }
    }

    private async IAsyncEnumerable<EventLine> ReadLines([EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 256 * 1024, leaveOpen: true));
        var offset = startOffset;
        var number = startLine;
        while (true)
        {
            var result = await reader.ReadAsync(cancel);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                offset += line.Length + 1;
                number++;
                if (!IsBlank(line))
                {
                    yield return new EventLine(number, offset, line.ToArray());
                }

                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (result.IsCompleted)
            {
                if (!IsBlank(buffer))
                {
                    yield return new EventLine(number + 1, offset + buffer.Length, buffer.ToArray());
                }

                yield break;
            }

            if (buffer.Length > 4 * MaxLineBytes)
            {
                throw Shell.CommandFailure.Usage($"line {number + 1} is longer than {4 * MaxLineBytes} bytes", "The input must be NDJSON: one JSON object a line.");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Mistake(ReadOnlySpan<byte> line)
    {
        if (line.Length > MaxLineBytes)
        {
            return $"longer than {MaxLineBytes} bytes";
        }

        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return "not a JSON object";
            }

            json.Skip();
            return json.Read() ? "more than one JSON value on the line" : null;
        }
        catch (JsonException e)
        {
            return $"not JSON: {e.Message.Split(" LineNumber", 2)[0]}";
        }
    }
}
