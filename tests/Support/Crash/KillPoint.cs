using System.Diagnostics;
using Analytics.Intake.WriteAheadLog;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Testing.Crash;

/// <summary>The point at which a process kills itself next: a word in a file that the laboratory writes, at any time of the process' life.</summary>
internal sealed class KillPoint(string file)
{
    public const string FileVariable = "CRASH_LABORATORY_POINT";
    public const string MidRecord = "mid-record";
    public const string BeforeFlush = "before-fsync";
    public const string AfterFlush = "after-fsync";
    public const string AfterCreate = "after-create";
    public const string BeforeDelete = "before-delete";
    public const string AfterDelete = "after-delete";
    public const string InTransaction = "in-transaction";
    public const string BeforeCommit = "before-commit";

    public bool Is(string point)
    {
        try
        {
            return File.Exists(file) && File.ReadAllText(file) == point;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>kill -9 of this process, from within: nothing of it runs any more, not even the next instruction.</summary>
    public void DieIf(string point)
    {
        if (Is(point))
        {
            Die();
        }
    }

    public static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}

/// <summary>The real disk, on which the process may die at each step that matters to durability.</summary>
internal sealed class KillingDisk(KillPoint point) : LogDisk
{
    public override SafeFileHandle Create(string path, long reserve)
    {
        var file = base.Create(path, reserve);
        point.DieIf(KillPoint.AfterCreate);
        return file;
    }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> parts, long offset)
    {
        if (point.Is(KillPoint.MidRecord))
        {
            var all = parts.SelectMany(part => part.ToArray()).ToArray();
            base.Write(file, [all.AsMemory(0, all.Length / 2)], offset);
            KillPoint.Die();
        }

        base.Write(file, parts, offset);
    }

    public override void Flush(SafeFileHandle file)
    {
        point.DieIf(KillPoint.BeforeFlush);
        base.Flush(file);
        point.DieIf(KillPoint.AfterFlush);
    }

    public override void Delete(string path)
    {
        point.DieIf(KillPoint.BeforeDelete);
        base.Delete(path);
        point.DieIf(KillPoint.AfterDelete);
    }
}
