using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Catalog;

namespace Analytics.Intake.Access;

/// <summary>
/// The file of the keys: JSON, readable, without a secret, so that configuration management can hand the same file to every gateway. It works while
/// PostgreSQL is away, and nobody who reads the database can make himself an administrator.
/// </summary>
public static class KeyFile
{
    /// <summary>Bytes that a key file may have: some ten thousand keys.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int Version = 1;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a key file; null and what is wrong where. The messages repeat ids and names, never hashes.</summary>
    public static IReadOnlyList<AccessKey>? Parse(string json, out IReadOnlyList<string> mistakes)
    {
        var wrong = new List<string>();
        mistakes = wrong;
        try
        {
            return Read(json, wrong);
        }
        catch (InvalidOperationException)
        {
            // What JSON's grammar allows and no text can hold: System.Text.Json finds it when the text is asked for.
            wrong.Add("a text with half a character, such as \\ud800 alone");
            return null;
        }
    }

    private static List<AccessKey>? Read(string json, List<string> wrong)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            wrong.Add(e.LineNumber is { } line ? $"line {line + 1}: not JSON" : "not JSON, or a property that stands twice in one object");
            return null;
        }

        if (root is not JsonObject file || !Number(file["version"], Version) || file["keys"] is not JsonArray list)
        {
            wrong.Add($"expected {{\"version\":{Version},\"keys\":[…]}}");
            return null;
        }

        var keys = new List<AccessKey>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            var reader = new KeyReader(list[i], $"keys[{i}]", wrong);
            if (reader.Read() is { } key)
            {
                keys.Add(key);
            }
        }

        wrong.AddRange(keys.GroupBy(key => key.Id).Where(same => same.Count() > 1).Select(same => $"the key id {same.Key} stands twice"));
        return wrong.Count == 0 ? keys : null;
    }

    /// <summary>The text of a key file; reading it gives the same keys.</summary>
    public static string Print(IEnumerable<AccessKey> keys) =>
        new JsonObject { ["version"] = Version, ["keys"] = new JsonArray([.. keys.Select(Json)]) }.ToJsonString(Indented) + "\n";

    private static JsonNode Json(AccessKey key)
    {
        var made = new JsonObject
        {
            ["id"] = key.Id,
            ["name"] = key.Name,
            ["hash"] = KeyReader.HashPrefix + Convert.ToHexStringLower(key.Hash.Span),
            ["roles"] = new JsonArray([.. key.Roles.Roles.Select(role => JsonValue.Create(WireName.Of(role)))]),
            ["created"] = Iso(key.Created),
        };
        if (key.Expires is { } expires)
        {
            made["expires"] = Iso(expires);
        }

        if (key.Revoked is { } revoked)
        {
            made["revoked"] = Iso(revoked);
        }

        if (key.Source is { } source)
        {
            made["source"] = source;
        }

        if (key.Coach is { } coach)
        {
            made["coach"] = coach;
        }

        if (key.Grants.Count > 0)
        {
            made["grants"] = new JsonArray([.. key.Grants.Select(grant => new JsonObject { ["role"] = WireName.Of(grant.Role), ["until"] = Iso(grant.Until), ["reason"] = grant.Reason })]);
        }

        return made;
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool Number(JsonNode? node, int expected) => node is JsonValue value && value.TryGetValue(out int number) && number == expected;
}
