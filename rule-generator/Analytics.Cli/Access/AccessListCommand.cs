using System.CommandLine;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Cli.Shell;
using Analytics.Intake.Access;

namespace Analytics.Cli.Access;

/// <summary>`access list`: every key of the file, without its hash.</summary>
internal static class AccessListCommand
{
    public static Command Create(TimeProvider clock)
    {
        var file = AccessCommand.File();
        var json = AccessCommand.Json();
        var command = new Command("list",
            """
            List the keys: id, state, roles now, until when, source or coach, name.

            Examples:
              analytics access list
              analytics access list --json | jq -r '.keys[] | select(.state == "good") | .id'
            """) { file, json };
        command.SetAction(parsed =>
        {
            var path = KeyFileEditor.Find(parsed.GetValue(file));
            var keys = KeyFileEditor.Read(path);
            var now = clock.GetUtcNow();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { keys = keys.Select(key => Row(key, now)) }));
                return ExitCodes.Ok;
            }

            foreach (var key in keys)
            {
                var scope = key.Source is { } source ? $"source {source}" : key.Coach is { } coach ? $"coach {coach}" : "";
                Console.WriteLine($"{key.Id}  {State(key, now),-8} {key.RolesAt(now),-22} {key.Expires?.ToString("u") ?? "",-20} {scope,-12} {key.Name}");
            }

            if (keys.Count == 0)
            {
                Console.Error.WriteLine(System.IO.File.Exists(path) ? $"{path} holds no key" : $"there is no {path} yet; ./analytics access grant makes it");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    public static string State(AccessKey key, DateTimeOffset now) => key.Revoked is not null ? "revoked" : key.Expires <= now ? "expired" : "good";

    private static object Row(AccessKey key, DateTimeOffset now) => new
    {
        id = key.Id,
        name = key.Name,
        state = State(key, now),
        roles = key.RolesAt(now).Roles.Select(WireName.Of),
        created = key.Created,
        expires = key.Expires,
        revoked = key.Revoked,
        source = key.Source,
        coach = key.Coach,
        grants = key.Grants.Select(grant => new { role = WireName.Of(grant.Role), until = grant.Until, reason = grant.Reason }),
    };
}
