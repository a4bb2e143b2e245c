using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Access;

/// <summary>Reads one key of the file and notes what is wrong with it.</summary>
internal sealed class KeyReader(JsonNode? node, string place, List<string> mistakes)
{
    public const string HashPrefix = "sha256:";

    private const int MaxName = 200;
    private const int MaxCoach = 64;

    private static readonly string[] Known = ["id", "name", "hash", "roles", "created", "expires", "revoked", "source", "coach", "grants"];

    private readonly int _before = mistakes.Count;

    public AccessKey? Read()
    {
        if (node is not JsonObject key)
        {
            mistakes.Add($"{place}: expected an object");
            return null;
        }

        // A misspelt "expires" would make a key that lives for ever.
        foreach (var (name, _) in key.Where(property => !Known.Contains(property.Key)))
        {
            mistakes.Add($"{place}.{name}: unknown; expected {string.Join(", ", Known)}");
        }

        var id = Text(key, "id", text => KeyText.IdLength == text.Length && text.All(char.IsAsciiLetterOrDigit), $"{KeyText.IdLength} letters and digits");
        var label = Text(key, "name", text => text.Length is > 0 and <= MaxName && !text.Any(char.IsControl), $"1 to {MaxName} characters");
        var hash = Text(key, "hash", IsHash, $"{HashPrefix} and {2 * KeyText.HashSize} hexadecimal digits");
        var roles = Roles(key["roles"]);
        var created = Time(key, "created", required: true);
        var (expires, revoked) = (Time(key, "expires"), Time(key, "revoked"));
        var source = key["source"] is null ? null : Text(key, "source", DoorLimits.IsSource, "1 to 64 letters, digits, '.', '_' or '-'");
        var coach = key["coach"] is null ? null : Text(key, "coach", text => text.Length is > 0 and <= MaxCoach, $"the coach's id, 1 to {MaxCoach} characters");
        var grants = Grants(key["grants"]);
        if (coach is null && (roles.Has(Role.Coach) || grants.Any(grant => grant.Role == Role.Coach)))
        {
            mistakes.Add($"{place}.coach: the role coach needs the coach's id");
        }

        return mistakes.Count > _before ? null : new AccessKey
        {
            Id = id!, Name = label!, Hash = Convert.FromHexString(hash![HashPrefix.Length..]), Roles = roles, Created = created!.Value, Expires = expires, Revoked = revoked,
            Source = source, Coach = coach, Grants = grants,
        };
    }

    private static bool IsHash(string text) =>
        text.StartsWith(HashPrefix, StringComparison.Ordinal) && text.Length == HashPrefix.Length + (2 * KeyText.HashSize) && text[HashPrefix.Length..].All(char.IsAsciiHexDigitLower);

    private static string? AsText(JsonNode? value) => value is JsonValue one && one.TryGetValue(out string? text) ? text : null;

    private string? Text(JsonObject holder, string name, Func<string, bool> fits, string expected)
    {
        if (AsText(holder[name]) is { } text && fits(text))
        {
            return text;
        }

        mistakes.Add($"{place}.{name}: expected {expected}");
        return null;
    }

    private DateTimeOffset? Time(JsonObject holder, string name, bool required = false)
    {
        if (!required && holder[name] is null)
        {
            return null;
        }

        // A time without an offset would be another one on each machine.
        if (AsText(holder[name]) is { Length: > 6 } text && (text[^1] == 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        mistakes.Add($"{place}.{name}: expected a time such as 2026-11-21T14:00:00Z");
        return null;
    }

    private RoleSet Roles(JsonNode? list)
    {
        var roles = (list as JsonArray)?.Select(role => AsText(role) is { } name ? RoleSet.Named(name) : null).ToList();
        if (roles is { Count: > 0 } && !roles.Contains(null))
        {
            return RoleSet.Of([.. roles.Select(role => role!.Value)]);
        }

        mistakes.Add($"{place}.roles: expected at least one of {string.Join(", ", WireName.All<Role>())}");
        return default;
    }

    private List<TimedGrant> Grants(JsonNode? list)
    {
        var grants = new List<TimedGrant>();
        foreach (var (one, i) in (list as JsonArray ?? []).Select((one, i) => (one, i)))
        {
            var inner = new KeyReader(one, $"{place}.grants[{i}]", mistakes);
            if (one is JsonObject grant && AsText(grant["role"]) is { } name && RoleSet.Named(name) is { } role && inner.Time(grant, "until", required: true) is { } until)
            {
                grants.Add(new TimedGrant(role, until, AsText(grant["reason"]) ?? ""));
            }
            else
            {
                mistakes.Add($"{place}.grants[{i}]: expected {{\"role\":…,\"until\":…,\"reason\":…}}");
            }
        }

        if (list is not null and not JsonArray)
        {
            mistakes.Add($"{place}.grants: expected a list");
        }

        return grants;
    }
}
