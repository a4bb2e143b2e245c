using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;

namespace Analytics.Cli.PromQL;

/// <summary>Answers expressions line by line, in bounded memory, and never later than the input pauses: fit for a pipe in a long-lived program.</summary>
internal static class ParseBatch
{
    /// <summary>Room for the longest expression with every character escaped would be 24 MB; such lines are refused unread.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    public static async Task Run(Stream input, Stream output, ParseOptions options, CancellationToken cancel)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var answers = new ArrayBufferWriter<byte>(64 * 1024);
        await using var writer = new Utf8JsonWriter(answers, ParseAnswer.Compact);
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Answer(writer, answers, rest.Slice(0, end), skipping, options);
                skipping = false;
                rest = rest.Slice(rest.GetPosition(1, end));
                if (answers.WrittenCount > 64 * 1024)
                {
                    await Flush(answers, output, cancel);
                }
            }

            if (read.IsCompleted)
            {
                Answer(writer, answers, rest, skipping, options);
                await Flush(answers, output, cancel);
                await reader.CompleteAsync();
                return;
            }

            await Flush(answers, output, cancel);
            skipping |= rest.Length > LongestLine;
            reader.AdvanceTo(skipping ? rest.End : rest.Start, rest.End);
        }
    }

    private static async Task Flush(ArrayBufferWriter<byte> answers, Stream output, CancellationToken cancel)
    {
        await output.WriteAsync(answers.WrittenMemory, cancel);
        await output.FlushAsync(cancel);
        answers.ResetWrittenCount();
    }

    private static void Answer(Utf8JsonWriter writer, ArrayBufferWriter<byte> answers, ReadOnlySequence<byte> line, bool tooLong, ParseOptions options)
    {
        if (!tooLong && IsBlank(line))
        {
            return;
        }

        var (source, problem) = tooLong ? (null, new ParseError($"line longer than {LongestLine} bytes", Span.None, 1, 1, "")) : Expression(line);
        ParseAnswer.Write(writer, problem is null ? Parser.Parse(source!, options) : new ParseResult(null, problem));
        writer.Flush();
        writer.Reset();
        answers.Write("\n"u8);
    }

    private static (string? Source, ParseError? Problem) Expression(ReadOnlySequence<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.FirstSpan.StartsWith(Encoding.UTF8.Preamble) ? line.Slice(Encoding.UTF8.Preamble.Length) : line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("expr", out var expr)
                && expr.ValueKind == JsonValueKind.String
                ? (expr.GetString(), null)
                : (null, new ParseError("not an object with a text \"expr\": {\"expr\": \"…\"}", Span.None, 1, 1, ""));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            var column = exception is JsonException { BytePositionInLine: { } at } ? (int)at + 1 : 1;
            return (null, new ParseError("not JSON: " + exception.Message, Span.None, 1, column, ""));
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
}
