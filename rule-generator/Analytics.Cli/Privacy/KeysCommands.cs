using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.Cli.Audit;
using Analytics.Cli.Jobs;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Analytics.Intake.Privacy;

namespace Analytics.Cli.Privacy;

/// <summary>`privacy keys list|rotate|delete`. No command ever prints a key.</summary>
internal static class KeysCommands
{
    public static Command List()
    {
        var file = PrivacyKeyFile.Option();
        var json = JobsCommand.Json();
        var command = new Command("list", "List the ids of the keys, oldest first; the last one is in use. Never the keys.\nExample: analytics privacy keys list") { file, json };
        command.SetAction(parsed =>
        {
            var keys = PrivacyKeyFile.Keys(PrivacyKeyFile.Find(parsed.GetValue(file)));
            Console.Write(parsed.GetValue(json)
                ? JsonSerializer.Serialize(keys.Ids.Select(id => new { id, inUse = id == keys.CurrentId })) + "\n"
                : string.Concat(keys.Ids.Select(id => $"{id}{(id == keys.CurrentId ? "  in use" : "")}\n")));
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Rotate(TimeProvider clock)
    {
        var file = PrivacyKeyFile.Option();
        var id = new Option<string?>("--id") { Description = "The new key's id (default: today's date, UTC).", HelpName = "ID" };
        var postgres = PostgresAddress.Option();
        var command = new Command("rotate",
            """
            Append a new random key: gateways use it from their next start on. History keeps the pseudonyms of the old keys, so the same person has a new pseudonym from then on;
            withdrawals reach all keys in the file. Restart every gateway with the same file.
            Example: analytics privacy keys rotate --id 2026-12
            """) { file, id, postgres };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = PrivacyKeyFile.Find(parsed.GetValue(file));
            var keys = PrivacyKeyFile.Keys(path);
            var name = parsed.GetValue(id) ?? clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (!PseudonymKeys.IsKeyId(name) || keys.Ids.Contains(name))
            {
                throw CommandFailure.Usage(keys.Ids.Contains(name) ? $"there is a key {name} already" : $"--id: '{name}' is no key id", "Give another --id: 1 to 32 letters, digits, '-', '_' or '.'.");
            }

            PrivacyKeyFile.Write(path, PrivacyKeyFile.Text(path).TrimEnd('\n') + "\n" + PseudonymKeys.NewLine(name));
            await NoteAsync(path, AuditActs.PrivacyKeyRotated, name, clock.GetUtcNow(), parsed.GetValue(postgres), cancel);
            Console.WriteLine($"{name} is the key in use from the gateways' next start on; {keys.CurrentId} stays for history");
            return ExitCodes.Ok;
        });
        return command;
    }

    public static Command Delete(TimeProvider clock)
    {
        var file = PrivacyKeyFile.Option();
        var id = new Argument<string>("ID") { Description = "The key." };
        var yes = new Option<bool>("--yes") { Description = "Really: this cannot be undone." };
        var postgres = PostgresAddress.Option();
        var command = new Command("delete",
            """
            Delete a key: nobody can link its history to a person any more, not even with the person's id. It cannot be undone. From then on a withdrawal does not reach that history
            (it is nobody's), and withdrawals under that key are forgotten. Deleting the oldest key lets late repeats of old events look like other events. Restart every gateway.
            Example: analytics privacy keys delete 2025-11 --yes
            """) { id, yes, file, postgres };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = PrivacyKeyFile.Find(parsed.GetValue(file));
            var keys = PrivacyKeyFile.Keys(path);
            var name = parsed.GetValue(id)!;
            if (!keys.Ids.Contains(name))
            {
                throw CommandFailure.Usage($"there is no key {name}", $"The keys are: {string.Join(", ", keys.Ids)}.");
            }

            if (name == keys.CurrentId)
            {
                throw CommandFailure.Usage($"{name} is in use", "Rotate first: analytics privacy keys rotate; restart the gateways; then delete it.");
            }

            if (!parsed.GetValue(yes))
            {
                throw CommandFailure.Usage($"deleting {name} makes its history anonymous for good", "Say --yes when you mean it.");
            }

            PrivacyKeyFile.Write(path, string.Join('\n', PrivacyKeyFile.Text(path).Split('\n').Where(line => !line.TrimStart().StartsWith(name + ":", StringComparison.Ordinal))));
            await NoteAsync(path, AuditActs.PrivacyKeyDeleted, name, clock.GetUtcNow(), parsed.GetValue(postgres), cancel);
            Console.WriteLine($"{name} is gone; its history is anonymous as soon as every copy of the file is");
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Into the audit log now, or with the next command that reaches it.</summary>
    private static async Task NoteAsync(string path, string act, string keyId, DateTimeOffset now, string? postgres, CancellationToken cancel)
    {
        var notes = new AuditNotes(path);
        notes.Add(act, keyId, now);
        await notes.TryCarryAsync(postgres, cancel);
    }
}
