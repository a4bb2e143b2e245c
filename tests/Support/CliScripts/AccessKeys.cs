using System.Text.Json.Nodes;

namespace Analytics.Testing.CliScripts;

/// <summary>Keys made as an operator makes them: by the command.</summary>
public static class AccessKeys
{
    /// <summary>What <c>access grant --json</c> answers: the key and what it may.</summary>
    /// <exception cref="InvalidOperationException">The command refused; the message has its words.</exception>
    public static async Task<JsonNode> GrantAsync(string file, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var (exit, output, errors) = await CliProcess.RunAsync(["access", "grant", "--key-file", file, "--json", .. arguments], cancel: cancel);
        return exit == 0 ? JsonNode.Parse(output)! : throw new InvalidOperationException(errors);
    }

    /// <summary>A key with one role, named after it.</summary>
    public static async Task<string> OfRoleAsync(string file, string role, CancellationToken cancel) =>
        (string)(await GrantAsync(file, ["--name", role, "--role", role], cancel))["key"]!;
}
