using System.Globalization;

namespace Analytics.Testing.Crash;

/// <summary>
/// A time of day that somebody sets while the process runs: the system's, and the hours that stand in a file. What a process measures with (timestamps,
/// timers) goes on evenly, as it does when a real clock is set.
/// </summary>
internal sealed class JumpingClock(string file) : TimeProvider
{
    public const string FileVariable = "CRASH_LABORATORY_CLOCK";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private long _looked;
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            if (_looked == 0 || GetElapsedTime(_looked) > LookEvery)
            {
                _looked = GetTimestamp();
                _offset = Read() ?? _offset;
            }

            return base.GetUtcNow() + _offset;
        }
    }

    private TimeSpan? Read()
    {
        try
        {
            return File.Exists(file) ? TimeSpan.FromHours(double.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture)) : TimeSpan.Zero;
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return null; // It is just being written.
        }
    }
}
