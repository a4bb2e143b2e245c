using System.CommandLine;
using Analytics.Cli.Audit;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;

namespace Analytics.Cli.Access;

/// <summary>`access revoke`: takes a key back. It stays in the file, so that the audit log's ids keep their names.</summary>
internal static class RevokeCommand
{
    public static Command Create(TimeProvider clock)
    {
        var ids = new Argument<string[]>("ID") { Description = "Ids of keys, as `access list` shows them.", Arity = ArgumentArity.OneOrMore };
        var file = AccessCommand.File();
        var postgres = PostgresAddress.Option();
        var command = new Command("revoke",
            """
            Take keys back: gateways refuse them within a second. They stay on the list, as revoked.

            Example:
              analytics access revoke k7f2m9q3xa
            """) { ids, file, postgres };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = KeyFileEditor.Find(parsed.GetValue(file));
            using var alone = await KeyFileEditor.LockAsync(path, clock, cancel);
            var keys = KeyFileEditor.Read(path);
            var asked = parsed.GetValue(ids)!;
            if (asked.Except(keys.Select(key => key.Id)).FirstOrDefault() is { } unknown)
            {
                throw CommandFailure.Usage($"no key has the id {unknown}; nothing was changed", "./analytics access list shows the ids.");
            }

            var now = clock.GetUtcNow();
            KeyFileEditor.Write(path, [.. keys.Select(key => asked.Contains(key.Id) && key.Revoked is null ? key with { Revoked = now } : key)]);
            var notes = new AuditNotes(path);
            foreach (var id in asked)
            {
                notes.Add(AuditActs.AccessRevoked, id, now);
            }

            await notes.TryCarryAsync(parsed.GetValue(postgres), cancel);
            Console.WriteLine($"revoked: {string.Join(", ", asked)}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
