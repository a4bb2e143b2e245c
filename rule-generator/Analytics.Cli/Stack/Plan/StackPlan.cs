using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Cli.Stack;

/// <summary>How the stack runs.</summary>
internal enum StackMode
{
    Native,
    Docker,
}

/// <summary>
/// All that a supervisor needs to run the stack and that <c>status</c>, <c>doctor</c> and <c>down</c> need to find it again. Written by <c>up</c>,
/// gone after <c>down</c>. Holds the database password, hence a private file.
/// </summary>
internal sealed record StackPlan(StackMode Mode, bool Demo, int? PortBase, StackPorts Ports, IReadOnlyList<Part> Parts)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What the plan was made of, configuration files and host programs included: another one means another running stack.</summary>
    public string Fingerprint { get; init; } = "";

    public required string PostgresConnectionString { get; init; }

    public required string PostgresUri { get; init; }

    /// <summary>The plan that runs, or null. A file that cannot be read counts as none: `up` writes another, `down` finds the processes without it.</summary>
    public static StackPlan? Read(StackLayout layout)
    {
        try
        {
            return File.Exists(layout.PlanFile) ? JsonSerializer.Deserialize<StackPlan>(File.ReadAllText(layout.PlanFile), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(StackLayout layout) => PrivateFiles.Write(layout.PlanFile, JsonSerializer.Serialize(this, Json));

    /// <summary>The same plan, stamped with what it and the files it uses look like now.</summary>
    public StackPlan Stamped(StackLayout layout)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(this with { Fingerprint = "" }, Json));
        foreach (var file in NativeConfig.Files.Select(name => Path.Combine(layout.Config, name)).Where(File.Exists))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        foreach (var version in Parts.Select(part => part.Version).OfType<string>().Where(File.Exists))
        {
            var newest = Directory.EnumerateFiles(Path.GetDirectoryName(version)!, "*.dll").Max(File.GetLastWriteTimeUtc);
            hash.AppendData(Encoding.UTF8.GetBytes($"{version} {newest.Ticks}"));
        }

        return this with { Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset())[..16] };
    }
}
