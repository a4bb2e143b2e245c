using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Jobs;
using Analytics.Cli.Privacy;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Analytics.Operations.Retention;

namespace Analytics.Cli.Events;

/// <summary>`events hold`: what must not be deleted, whoever asks.</summary>
internal static class HoldCommand
{
    public static Command Create(TimeProvider clock) => new("hold", "Legal holds: nothing of a person, or of a partition, is deleted or dropped while one is on it.") { Place(clock), Lift(clock), List() };

    private static Command Place(TimeProvider clock)
    {
        var name = new Argument<string>("NAME") { Description = "How the hold is called: a case's number." };
        var reason = new Option<string>("--reason") { Description = "Why; shown to whoever is refused.", HelpName = "TEXT", Required = true };
        var partition = new Option<string?>("--partition") { Description = "Hold one partition.", HelpName = "PARTITION" };
        var subject = new Option<string?>("--subject-file") { Description = "Hold one person: a file with the id as events have it in userId; - for stdin. Needs the pseudonym keys.", HelpName = "FILE" };
        var keyFile = PrivacyKeyFile.Option();
        var postgres = PostgresAddress.Option();
        var command = new Command("place",
            """
            Place a hold on a partition or on a person.
            Example: analytics events hold place case-7 --partition events_business_2024_10 --reason "7/26"
            """) { name, reason, partition, subject, keyFile, postgres };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var (on, of) = (parsed.GetValue(partition), parsed.GetValue(subject));
            if (on is null == of is null)
            {
                throw CommandFailure.Usage("a hold is on a partition or on a person", "Give --partition or --subject-file.");
            }

            if (!LegalHolds.IsName(parsed.GetValue(name)!))
            {
                throw CommandFailure.Usage("a hold's name has 1 to 200 characters, no #, and does not begin with restored-", "Write it as case-7.");
            }

            if (on is not null && EventPartition.Parse(on) is null)
            {
                throw CommandFailure.Usage($"'{on}' is no partition", "Write it as events_usage_2024_10.");
            }

            var who = of is null ? [] : SubjectNames.Of(PrivacyKeyFile.Keys(PrivacyKeyFile.Find(parsed.GetValue(keyFile))), PrivacyKeyFile.SubjectOf(of));
            if (!await new LegalHolds(database).Place(parsed.GetValue(name)!, who, on, parsed.GetValue(reason)!, cancel))
            {
                throw CommandFailure.Usage($"there is a hold {parsed.GetValue(name)} already", "./analytics events hold list");
            }

            await StorePeer.Note(parsed.GetValue(postgres), AuditActs.HoldPlaced, $"{parsed.GetValue(name)} on {on ?? "a person"}: {parsed.GetValue(reason)}", clock.GetUtcNow(), cancel);
            Console.WriteLine($"{parsed.GetValue(name)}: placed on {on ?? "a person"}");
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command Lift(TimeProvider clock)
    {
        var name = new Argument<string>("NAME") { Description = "The hold." };
        var postgres = PostgresAddress.Option();
        var command = new Command("lift", "Lift a hold; what waited for it goes on with the next run of the jobs.\nExample: analytics events hold lift case-7") { name, postgres };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            if (!await new LegalHolds(database).Lift(parsed.GetValue(name)!, cancel))
            {
                throw CommandFailure.Usage($"there is no hold {parsed.GetValue(name)}", "./analytics events hold list");
            }

            await StorePeer.Note(parsed.GetValue(postgres), AuditActs.HoldLifted, parsed.GetValue(name)!, clock.GetUtcNow(), cancel);
            Console.WriteLine($"{parsed.GetValue(name)}: lifted");
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command List()
    {
        var postgres = PostgresAddress.Option();
        var json = JobsCommand.Json();
        var command = new Command("list", "List the holds.\nExample: analytics events hold list --json") { postgres, json };
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var holds = await new LegalHolds(database).List(cancel);
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(holds, JsonSerializerOptions.Web) + "\n"
                : holds.Count == 0 ? "no holds\n" : string.Concat(holds.Select(hold => FormattableString.Invariant($"{hold.Name,-24} {hold.On,-28} since {hold.PlacedAt.UtcDateTime:yyyy-MM-dd}  {hold.Reason}\n"))));
            return ExitCodes.Ok;
        }));
        return command;
    }
}
