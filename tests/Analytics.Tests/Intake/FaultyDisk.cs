using Analytics.Intake.WriteAheadLog;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Tests.Intake;

/// <summary>A real disk whose next operations can be made to fail as real disks do: some bytes written, then an error.</summary>
internal sealed class FaultyDisk : LogDisk
{
    public int Flushes { get; private set; }

    public bool RefusesCreate { get; set; }

    public bool RefusesFlush { get; set; }

    public bool RefusesTruncate { get; set; }

    /// <summary>How many bytes of the next writes still fit; null is no limit.</summary>
    public int? Room { get; set; }

    /// <summary>Runs before each flush: what a crash between write and flush would leave can be looked at here.</summary>
    public Action? BeforeFlush { get; set; }

    public override SafeFileHandle Create(string path, long reserve) => RefusesCreate ? throw new IOException("No space left on device") : base.Create(path, 0);

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> parts, long offset)
    {
        if (Room is not { } room)
        {
            base.Write(file, parts, offset);
            return;
        }

        var all = parts.SelectMany(part => part.ToArray()).ToArray();
        base.Write(file, [all.AsMemory(0, Math.Min(room, all.Length))], offset);
        if (all.Length > room)
        {
            throw new IOException("No space left on device");
        }
    }

    public override void Flush(SafeFileHandle file)
    {
        BeforeFlush?.Invoke();
        if (RefusesFlush)
        {
            throw new IOException("Input/output error");
        }

        // Not really: these tests copy files, and no power is cut. What is flushed for good is the integration tests' business.
        Flushes++;
    }

    public override void FlushFolder(string path)
    {
    }

    public override void Truncate(SafeFileHandle file, long length)
    {
        if (RefusesTruncate)
        {
            throw new IOException("Input/output error");
        }

        base.Truncate(file, length);
    }
}
