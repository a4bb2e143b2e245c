using System.CommandLine;
using System.Diagnostics;
using Analytics.Cli.Authoring;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Operations.Derived;
using Npgsql;

namespace Analytics.Cli.Jobs;

/// <summary>`jobs blocks`: computed values that are too old for remote write, as blocks of Prometheus' storage.</summary>
internal static class JobsBlocksCommand
{
    public static Command Create(TimeProvider clock)
    {
        var from = new Option<string>("--from") { Description = "First day.", HelpName = "D", Required = true };
        var to = new Option<string>("--to") { Description = "Last day.", HelpName = "D", Required = true };
        var all = new Option<bool>("--all") { Description = "All values on record, not only those that Prometheus refused." };
        var data = new Option<string>("--data") { Description = "Where the blocks go: Prometheus' data folder (it loads them within a minute), or an empty one.", HelpName = "DIR", Required = true };
        var text = new Option<string?>("--openmetrics") { Description = "Keep the OpenMetrics text in this file, too.", HelpName = "FILE" };
        var postgres = JobsRunCommand.Postgres();
        var command = new Command("blocks",
            """
            Bring computed values of old days into Prometheus that remote write refuses, because they are older than its out-of-order window: by promtool tsdb create-blocks-from openmetrics.
            Compute the days first (analytics jobs run NAME --from D --to D). Exit 0: done; 1: promtool refused; 2: wrong use; 3: PostgreSQL or promtool is not there.
            Example: analytics jobs blocks --from 2025-01-01 --to 2025-06-30 --data .stack/data/prometheus
            """) { from, to, all, data, text, postgres };
        command.SetAction(async (parsed, cancel) =>
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            var (first, last) = (JobsRunCommand.Day("--from", parsed.GetValue(from)!, today), JobsRunCommand.Day("--to", parsed.GetValue(to)!, today));
            if (first > last)
            {
                throw CommandFailure.Usage($"--from {first:yyyy-MM-dd} is after --to {last:yyyy-MM-dd}");
            }

            var promtool = OfficialTools.Find("promtool", StackLayout.Find(stackDir: null).RepositoryRoot)
                ?? throw CommandFailure.Unreachable("promtool is not there", "It comes with Prometheus: ./analytics up unpacks it into .stack/bin, or put it on PATH.");
            var file = parsed.GetValue(text) ?? Path.GetTempFileName();
            try
            {
                await using var peers = JobPeers.Find(parsed.GetValue(postgres), remoteWrite: null, clock);
                var written = await Write(peers, file, first, last, parsed.GetValue(all), cancel);
                if (written.Count > 0)
                {
                    await Run(promtool, file, parsed.GetValue(data)!, cancel);
                    await peers.Services.Derived.Settle(written, refusedBecause: null, cancel);
                }

                Console.WriteLine($"{written.Count} values of {first:yyyy-MM-dd} to {last:yyyy-MM-dd} are in blocks below {parsed.GetValue(data)}");
                return ExitCodes.Ok;
            }
            catch (NpgsqlException away)
            {
                throw CommandFailure.Unreachable($"PostgreSQL: {away.Message}", "./analytics doctor");
            }
            finally
            {
                if (parsed.GetValue(text) is null)
                {
                    File.Delete(file);
                }
            }
        });
        return command;
    }

    private static async Task<IReadOnlyList<RecordedSample>> Write(JobPeers peers, string file, DateOnly first, DateOnly last, bool all, CancellationToken cancel)
    {
        // A day's values bear its end as their time: the first instant of the next day belongs to it.
        var from = new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero);
        var samples = await peers.Services.Derived.Recorded(from, from.AddDays(last.DayNumber - first.DayNumber + 1), onlyRefused: !all, cancel);
        await using var output = new StreamWriter(file);
        await OpenMetricsText.Write(output, samples.Select(sample => sample.Wire));
        return samples;
    }

    private static async Task Run(string promtool, string file, string data, CancellationToken cancel)
    {
        Directory.CreateDirectory(data);
        var start = new ProcessStartInfo(promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", file, data]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
        {
            throw new CommandFailure(ExitCodes.Finding, $"promtool: {string.Concat(said).Trim()}", "Is the folder writable, and is --data the one that Prometheus was started with?");
        }
    }
}
