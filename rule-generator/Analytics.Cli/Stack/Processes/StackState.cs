using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Cli.Stack;

/// <summary>What the supervisor last knew of a part. <c>status</c> does not believe it but asks the part itself.</summary>
internal enum PartState
{
    Waiting,
    Starting,
    Healthy,
    BackingOff,
    Stopped,
}

/// <summary>One part in the state file.</summary>
internal sealed record PartStatus(string Name, PartState State)
{
    public ProcessIdentity? Process { get; init; }

    public int Restarts { get; init; }

    /// <summary>Exit code of the process before this one; 128 + signal when a signal ended it.</summary>
    public int? LastExit { get; init; }

    public StopSignal StopWith { get; init; } = StopSignal.Terminate;
}

/// <summary>The supervisor's memory on disk, from which <c>up</c> and <c>down</c> find every process even after the supervisor was killed.</summary>
internal sealed record StackState(ProcessIdentity Supervisor, string Fingerprint, IReadOnlyList<PartStatus> Parts)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The state file, or null where no supervisor ever ran. A file cut short by a full disk counts as none.</summary>
    public static StackState? Read(StackLayout layout)
    {
        try
        {
            return JsonSerializer.Deserialize<StackState>(File.ReadAllText(layout.StateFile), Json);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(StackLayout layout) => PrivateFiles.Write(layout.StateFile, JsonSerializer.Serialize(this, Json));
}
