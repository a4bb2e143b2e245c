using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Cli.Audit;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Access;
using Analytics.Intake.Audit;
using Analytics.Intake.Contract;

namespace Analytics.Cli.Access;

/// <summary>`access grant`: a new key, or a role for a while on a key that is there.</summary>
internal static class GrantCommand
{
    public static Command Create(TimeProvider clock)
    {
        var roles = new Option<string[]>("--role") { Description = $"What it may: {string.Join(", ", WireName.All<Role>())}; can be repeated.", HelpName = "ROLE", Required = true };
        roles.AcceptOnlyFromAmong([.. WireName.All<Role>()]);
        var name = new Option<string?>("--name") { Description = "A new key: whose it is.", HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "No new key: give this one (its id) the role for a while.", HelpName = "ID" };
        var during = new Option<string?>("--for") { Description = "How long: 2h, 30d. A new key without it lives until it is revoked.", HelpName = "TIME" };
        var reason = new Option<string?>("--reason") { Description = "Why a role is given for a while.", HelpName = "TEXT" };
        var source = new Option<string?>("--source") { Description = "The only source of events that the key may send as.", HelpName = "NAME" };
        var coach = new Option<string?>("--coach") { Description = "For the role coach: the coach's id (trainer_id of the events), whose clients' figures it may see.", HelpName = "ID" };
        var file = AccessCommand.File();
        var postgres = PostgresAddress.Option();
        var json = AccessCommand.Json();
        var command = new Command("grant",
            """
            Make a key and print it, once: the file keeps its hash only. Gateways that read the file know the key within a second.
            With --key, an existing key gets a role for a while instead; it ends by itself.

            Examples:
              analytics access grant --name "iOS app" --role ingest --source app
              analytics access grant --name "board of product" --role product --for 90d --json | jq -r .key
              analytics access grant --name "Maria" --role coach --coach trn_12
              analytics access grant --key k7f2m9q3xa --role admin --for 2h --reason "incident 41"
            """) { roles, name, key, during, reason, source, coach, file, postgres, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = KeyFileEditor.Find(parsed.GetValue(file));
            var now = clock.GetUtcNow();
            var asked = parsed.GetValue(roles)!.Select(role => RoleSet.Named(role)!.Value).ToArray();
            DateTimeOffset? until = parsed.GetValue(during) is { } time ? now + Duration(time) : null;
            using var alone = await KeyFileEditor.LockAsync(path, clock, cancel);
            var keys = KeyFileEditor.Read(path);
            if (parsed.GetValue(key) is { } id)
            {
                var granted = Extend(keys, id, asked, until ?? throw CommandFailure.Usage("a role on an existing key needs --for TIME"), parsed.GetValue(reason) ?? "");
                KeyFileEditor.Write(path, granted);
                await NoteAsync(path, $"{id} {RoleSet.Of(asked)} until {until:u}", now, parsed.GetValue(postgres), cancel);
                Print(parsed.GetValue(json), new { id, roles = asked.Select(WireName.Of), until }, $"{id} has {string.Join(", ", asked.Select(WireName.Of))} until {until:u}");
                return ExitCodes.Ok;
            }

            var (fresh, text) = KeyText.New();
            var made = new AccessKey
            {
                Id = fresh,
                Name = parsed.GetValue(name) is { Length: > 0 and <= 200 } given ? given : throw CommandFailure.Usage("a new key needs --name NAME", "Say whose it is: --name \"iOS app\"."),
                Hash = KeyText.HashOf(text),
                Roles = RoleSet.Of(asked),
                Created = now,
                Expires = until,
                Source = parsed.GetValue(source) is { } one && !DoorLimits.IsSource(one) ? throw CommandFailure.Usage("--source: expected 1 to 64 letters, digits, '.', '_' or '-'") : parsed.GetValue(source),
                Coach = Scope(asked, parsed.GetValue(coach)),
            };
            KeyFileEditor.Write(path, [.. keys, made]);
            await NoteAsync(path, $"{fresh} {made.Roles}{(until is null ? "" : $" until {until:u}")}", now, parsed.GetValue(postgres), cancel);
            Print(parsed.GetValue(json), new { id = fresh, key = text, roles = asked.Select(WireName.Of), expires = until, file = path }, $"{text}\n");
            if (!parsed.GetValue(json))
            {
                await Console.Error.WriteLineAsync($"This is shown once. Id {fresh}, its hash is in {path}.");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    /// <exception cref="CommandFailure">It is no duration.</exception>
    internal static TimeSpan Duration(string text) =>
        text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and <= 36_500
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(amount),
                'h' => TimeSpan.FromHours(amount),
                'd' => TimeSpan.FromDays(amount),
                _ => throw NoDuration(text),
            }
            : throw NoDuration(text);

    private static async Task NoteAsync(string path, string detail, DateTimeOffset now, string? postgres, CancellationToken cancel)
    {
        var notes = new AuditNotes(path);
        notes.Add(AuditActs.AccessGranted, detail, now);
        await notes.TryCarryAsync(postgres, cancel);
    }

    private static CommandFailure NoDuration(string text) => CommandFailure.Usage($"--for: '{text}' is no time", "Write it as 30m, 2h or 90d.");

    private static IReadOnlyList<AccessKey> Extend(IReadOnlyList<AccessKey> keys, string id, Role[] roles, DateTimeOffset until, string reason) =>
        keys.All(key => key.Id != id) ? throw CommandFailure.Usage($"no key has the id {id}", "./analytics access list shows the ids.")
        : roles.Contains(Role.Coach) ? throw CommandFailure.Usage("the role coach needs a key of its own, with --coach ID")
        : [.. keys.Select(key => key.Id == id ? key with { Grants = [.. key.Grants, .. roles.Select(role => new TimedGrant(role, until, reason))] } : key)];

    private static string? Scope(Role[] roles, string? coach) => roles.Contains(Role.Coach)
        ? coach ?? throw CommandFailure.Usage("--role coach needs --coach ID")
        : coach is null ? null : throw CommandFailure.Usage("--coach is for --role coach");

    private static void Print(bool json, object answer, string text) => Console.Write(json ? JsonSerializer.Serialize(answer) + "\n" : text.TrimEnd('\n') + "\n");
}
