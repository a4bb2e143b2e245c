using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Jobs;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Operations.Erasing;

namespace Analytics.Cli.Privacy;

/// <summary>`privacy erasures`: how the withdrawals stand, and whether their proofs are as they were written.</summary>
internal static class ErasuresCommand
{
    public static Command Create()
    {
        var open = new Option<bool>("--open") { Description = "Only those that are not done." };
        var postgres = PostgresAddress.Option();
        var json = JobsCommand.Json();
        var command = new Command("erasures",
            """
            List withdrawals: request, state, what each waits for. Checks all proofs: each proof's hash includes the one before it. Names nobody.
            Exit 0: all proofs are as they were written; 1: one was changed, or one before it was taken out; 2: wrong use; 3: PostgreSQL cannot be reached.
            Example: analytics privacy erasures --open
            """) { open, postgres, json };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var entries = await new ErasureBook(database).Read(cancel);
            var shown = entries.Where(entry => !parsed.GetValue(open) || entry.State != "done").ToList();
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(shown, JsonSerializerOptions.Web) + "\n"
                : shown.Count == 0 ? "none\n" : string.Concat(shown.Select(Line)));
            foreach (var changed in entries.Where(entry => entry.IsProofTrue == false))
            {
                Console.Error.WriteLine($"analytics: the proof of {changed.Request} is not the one that was written, or the one before it is gone");
            }

            return entries.Any(entry => entry.IsProofTrue == false) ? ExitCodes.Finding : ExitCodes.Ok;
        }));
        return command;
    }

    private static string Line(ErasureEntry entry) => FormattableString.Invariant(
        $"{entry.Request}  {entry.State,-8}  asked {entry.RequestedAt:yyyy-MM-dd HH:mm:ss}  {(entry.DoneAt is { } done ? FormattableString.Invariant($"done {done:yyyy-MM-dd HH:mm:ss}") : entry.Reason)}\n");
}
