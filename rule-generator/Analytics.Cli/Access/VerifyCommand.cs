using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Intake.Access;

namespace Analytics.Cli.Access;

/// <summary>`access verify`: is the key file in order, and is this key good for that role?</summary>
internal static class VerifyCommand
{
    public static Command Create(TimeProvider clock)
    {
        var key = new Option<FileInfo?>("--key-from") { Description = "A file that holds a key, - for stdin: is it good now?", HelpName = "FILE" };
        var file = AccessCommand.File();
        var command = new Command("verify",
            """
            Check the key file (exit code 2: it has mistakes, each named) and, with --key-from, whether a key is good now and what it may (exit code 1: it is not).

            Examples:
              analytics access verify --key-file deploy/keys.json
              analytics access verify --key-from - < ingest.key
            """) { key, file };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = KeyFileEditor.Find(parsed.GetValue(file));
            var keys = KeyFileEditor.Read(path);
            var now = clock.GetUtcNow();
            if (parsed.GetValue(key) is not { } from)
            {
                Console.WriteLine($"{path}: {keys.Count} keys, {keys.Count(one => AccessListCommand.State(one, now) == "good")} of them good");
                return ExitCodes.Ok;
            }

            var text = (from.Name == "-" ? await Console.In.ReadToEndAsync(cancel)
                : from.Exists ? await System.IO.File.ReadAllTextAsync(from.FullName, cancel)
                : throw CommandFailure.Usage($"{from.Name} does not exist")).Trim();
            var hash = KeyText.TryId(text, out _) ? KeyText.HashOf(text) : throw CommandFailure.Usage("this is no key: expected ana_, 10 letters and digits, _ and 43 characters");
            var found = keys.FirstOrDefault(one => one.Hash.Span.SequenceEqual(hash));
            var state = found is null ? "unknown" : AccessListCommand.State(found, now);
            Console.WriteLine(found is null ? "unknown: no such key in the file" : $"{state}: {found.Id} ({found.Name}) may {found.RolesAt(now)}");
            return state == "good" ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }
}
