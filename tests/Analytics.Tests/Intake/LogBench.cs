using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.WriteAheadLog;
using Microsoft.Extensions.Logging.Abstractions;

namespace Analytics.Tests.Intake;

/// <summary>A log in a folder of its own, opened and reopened by tests.</summary>
internal sealed class LogBench : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("an-log-");
    private int _copies;

    public Door Door { get; } = new();

    public FaultyDisk Disk { get; } = new();

    public PipelineVitals Vitals { get; } = new(TimeProvider.System);

    public string Folder => Path.Combine(_root.FullName, "log");

    public SegmentedLog Open(string? folder = null, long limit = 64 * 1024 * 1024, long segment = 1024 * 1024, long waiting = 256 * 1024 * 1024) =>
        SegmentedLog.Open(folder ?? Folder, new LogBounds(limit, segment) { WaitingBytes = waiting }, EventContract.Default, Vitals, TimeProvider.System, NullLogger.Instance, Disk);

    /// <summary>The folder as a crash at this moment would leave it.</summary>
    public string Crash()
    {
        var copy = Path.Combine(_root.FullName, $"crash-{_copies++}");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Folder).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(Path.Combine(copy, Path.GetFileName(file)));
            from.CopyTo(to);
        }

        return copy;
    }

    public async Task<AppendOutcome> Append(SegmentedLog log, params string[] ids)
    {
        using var batch = Door.Admit(ids);
        return await log.AppendAsync(batch);
    }

    /// <summary>The ids of all events that can be read from a position on.</summary>
    public static IReadOnlyList<string> Ids(SegmentedLog log, LogPosition from = default)
    {
        using var reader = new LogReader(log, from);
        return Ids(reader);
    }

    public static IReadOnlyList<string> Ids(LogReader reader)
    {
        var ids = new List<string>();
        while (reader.TryRead(out var record))
        {
            ids.AddRange(record.Open().Events.Select(admitted => admitted.Id));
        }

        return ids;
    }

    public void Dispose()
    {
        Door.Dispose();
        _root.Delete(recursive: true);
    }
}
