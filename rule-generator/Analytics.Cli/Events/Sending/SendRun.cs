using System.Net;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Events.Sending;

/// <summary>One run of `events send`: an input, a door, a cursor, and what became of it.</summary>
internal sealed class SendRun(DoorSettings settings, int batchSize, int parallel, string? rejectsPath, int details)
{
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(100);

    /// <param name="path">A file, or - for stdin.</param>
    /// <param name="cancel">Stops the run; the cursor stays where it is.</param>
    /// <exception cref="CommandFailure">The input cannot be read (exit 2) or the gateway not be reached (exit 3).</exception>
    public async Task<SendResult> Send(string path, CancellationToken cancel)
    {
        var isFile = path != "-";
        var cursor = isFile ? new SendCursor(path, settings.Gateway.ToString(), settings.Source) : null;
        await using var input = isFile ? Open(path) : Console.OpenStandardInput();
        var resumed = cursor?.Read();
        if (resumed is not null)
        {
            input.Position = resumed.Offset;
            await Console.Error.WriteLineAsync($"Continuing after line {resumed.Line} (remove {cursor!.Path} to send all again)");
        }

        var clock = TimeProvider.System;
        var tally = new SendTally(details);
        using var http = Client(parallel);
        var door = new EventDoor(http, settings, clock, new Random(Environment.ProcessId));
        using var rejects = rejectsPath is null ? null : new RejectsFile(rejectsPath, append: resumed is not null);
        var progress = new SendProgress(clock, tally, Console.Error, !Console.IsErrorRedirected, isFile ? input.Length : null);
        var kept = (resumed?.Offset ?? 0, Line: resumed?.Line ?? 0);
        var keptAt = clock.GetTimestamp();

        void KeepCursor()
        {
            if (cursor is not null && tally.Done.Line > kept.Line)
            {
                kept = tally.Done;
                keptAt = clock.GetTimestamp();
                cursor.Write(kept.Item1, kept.Line);
            }
        }

        try
        {
            var batches = new EventLineReader(input, resumed?.Offset ?? 0, resumed?.Line ?? 0).ReadBatches(batchSize, Unreadable, cancel);
            await new EventSender(door, tally, parallel).Send(
                batches,
                rejection => rejects?.Write(rejection),
                () =>
                {
                    progress.Show();
                    if (clock.GetElapsedTime(keptAt) > TimeSpan.FromSeconds(1))
                    {
                        KeepCursor();
                    }
                },
                cancel);
            cursor?.Remove();
        }
        catch (Exception e)
        {
            KeepCursor();
            if (e is OperationCanceledException && cursor is not null)
            {
                progress.Clear();
                await Console.Error.WriteLineAsync($"Stopped after line {kept.Line}; the same command goes on there");
            }

            throw;
        }
        finally
        {
            progress.Clear();
        }

        return new SendResult(tally, progress.Elapsed, progress.EventsPerSecond, door.Retries, resumed?.Line ?? 0, rejectsPath);

        void Unreadable(EventLine line, string mistake)
        {
            var rejection = new Rejection(line, null, SendCommand.NotJson, null, mistake);
            tally.Add(rejection);
            rejects?.Write(rejection);
        }
    }

    internal static HttpClient Client(int connections) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AutomaticDecompression = DecompressionMethods.All,
    })
    {
        Timeout = RequestLimit,
    };

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path}: {e.Message}", "Name a file with one event a line, or - for stdin.");
        }
    }
}
