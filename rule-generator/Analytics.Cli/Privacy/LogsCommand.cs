using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Jobs;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Analytics.Intake.Store;

namespace Analytics.Cli.Privacy;

/// <summary>`privacy logs`: the gateways' logs, which withdrawals wait for.</summary>
internal static class LogsCommand
{
    public static Command Create(TimeProvider clock) => new("logs", "The logs on the gateways' disks: a withdrawal is done when none of them has a file from before it.") { List(), GiveUp(clock) };

    private static Command List()
    {
        var postgres = PostgresAddress.Option();
        var json = JobsCommand.Json();
        var command = new Command("list", "List each gateway that ever worked on this database, and how many withdrawals wait for its log.\nExample: analytics privacy logs list") { postgres, json };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var logs = await GatewayLogs.ListAsync(database, cancel);
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(logs, JsonSerializerOptions.Web) + "\n" : logs.Count == 0 ? "none\n" : string.Concat(logs.Select(Line)));
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command GiveUp(TimeProvider clock)
    {
        var instance = new Argument<string>("GATEWAY") { Description = "The gateway's name: ANALYTICS__INTAKE__INSTANCE." };
        var reason = new Option<string>("--reason") { Description = "What became of its disk; stands in the audit log and in the proofs.", HelpName = "TEXT", Required = true };
        var postgres = PostgresAddress.Option();
        var command = new Command("give-up",
            """
            Let no withdrawal wait for the log of a gateway whose disk is gone. What was acknowledged and not yet stored is lost with the disk. If the disk is there,
            start the gateway once with it instead. A gateway that comes back counts again.
            Example: analytics privacy logs give-up gateway-7 --reason "volume deleted, ticket 4711"
            """) { instance, reason, postgres };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var (name, why) = (parsed.GetValue(instance)!, parsed.GetValue(reason)!.Trim());
            if (why.Length == 0)
            {
                throw CommandFailure.Usage("--reason: expected what became of the disk", "The proofs repeat it.");
            }

            switch (await GatewayLogs.GiveUpAsync(database, name, why, cancel))
            {
                case GiveUpOutcome.Unknown:
                    throw CommandFailure.Usage($"no gateway {name} ever worked on this database", "analytics privacy logs list");
                case GiveUpOutcome.Running:
                    throw CommandFailure.Usage($"gateway {name} is running: it empties its log itself", "analytics privacy erasures --open");
            }

            await StorePeer.Note(parsed.GetValue(postgres), AuditActs.LogGivenUp, $"{name}: {why}", clock.GetUtcNow(), cancel);
            Console.WriteLine($"{name}: given up; the next run of the job erasure goes on without it");
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static string Line(GatewayLog log) => FormattableString.Invariant(
        $"{log.Instance,-24} {(log.IsRunning ? "running" : log.GivenUp is null ? "away" : "given up"),-8}  last seen {log.LastSeen:yyyy-MM-dd HH:mm:ss}  {(log.GivenUp ?? FormattableString.Invariant($"{log.Withheld} withdrawals wait for it"))}\n");
}
