using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Cli.Events.Store;
using Analytics.Cli.Jobs;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Analytics.Intake.Store;

namespace Analytics.Cli.Events;

/// <summary>`events rejected`: which events the door refused, and why.</summary>
internal static class RejectedCommand
{
    public static Command Create(TimeProvider clock)
    {
        var reason = new Option<string?>("--reason") { Description = "Only those of one code: missing_field, wrong_type, out_of_range, …", HelpName = "CODE" };
        var id = new Option<string?>("--id") { Description = "Only the event of this id.", HelpName = "ID" };
        var kind = new Option<string?>("--kind") { Description = "Only events of one kind.", HelpName = "KIND" };
        var since = StorePeer.Since();
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest first.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var postgres = PostgresAddress.Option();
        var json = JobsCommand.Json();
        var command = new Command("rejected",
            """
            List refused events: reason, place, attempts. The event itself is kept, redacted and with pseudonyms, where the person allows tracking.
            Exit 0: none; 1: there are some; 2: wrong use; 3: PostgreSQL cannot be reached.
            Example: analytics events rejected --reason missing_field --since 24h --json
            """) { reason, id, kind, since, limit, postgres, json };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
            {
                result.AddError("--limit: expected at least 1");
            }
        });
        command.SetAction((parsed, cancel) => StorePeer.Use(parsed.GetValue(postgres), async database =>
        {
            var filter = new RefusedFilter(parsed.GetValue(id), parsed.GetValue(reason), parsed.GetValue(kind), StorePeer.Time(parsed.GetValue(since), clock.GetUtcNow()));
            var records = await new RefusedEventStore(database).NewestAsync(filter, parsed.GetValue(limit), cancel);
            if (records.Count > 0)
            {
                await StorePeer.Note(parsed.GetValue(postgres), AuditActs.RejectedRead, string.Create(CultureInfo.InvariantCulture, $"{records.Count} records"), clock.GetUtcNow(), cancel);
            }

            Console.Write(parsed.GetValue(json) ? Json(records) : Text(records));
            return records.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        }));
        return command;
    }

    private static string Text(IReadOnlyList<RefusedRecord> records)
    {
        if (records.Count == 0)
        {
            return "no refused events\n";
        }

        var text = new StringBuilder();
        foreach (var record in records)
        {
            text.Append(CultureInfo.InvariantCulture, $"{record.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {record.Code,-18} {record.Path,-28} {record.Kind ?? "-",-24} {record.Id ?? "-"}  ");
            text.Append(CultureInfo.InvariantCulture, $"{(record.Attempts > 1 ? $"{record.Attempts} attempts" : "")}{(record.Json is null ? " (reason only)" : "")}\n    {record.Message}\n");
        }

        return text.ToString();
    }

    private static string Json(IReadOnlyList<RefusedRecord> records) => JsonSerializer.Serialize(records.Select(record => new
    {
        record.Number,
        record.Source,
        record.Id,
        record.Kind,
        record.Code,
        record.Path,
        record.Message,
        record.ReceivedAt,
        record.Attempts,
        record.LastAttemptAt,
        record.SchemaVersion,
        @event = record.Json is { } text ? JsonDocument.Parse(text).RootElement : (JsonElement?)null,
    }), new JsonSerializerOptions(JsonSerializerDefaults.Web)) + "\n";
}
