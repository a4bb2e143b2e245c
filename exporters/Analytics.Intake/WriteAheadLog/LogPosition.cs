namespace Analytics.Intake.WriteAheadLog;

/// <summary>A place in the log: the beginning of a record.</summary>
/// <param name="Segment">The segment's number, from 1; 0 is before everything.</param>
/// <param name="Offset">Bytes from the beginning of the segment's file.</param>
public readonly record struct LogPosition(long Segment, long Offset) : IComparable<LogPosition>
{
    public static LogPosition Start => default;

    public int CompareTo(LogPosition other) => Segment != other.Segment ? Segment.CompareTo(other.Segment) : Offset.CompareTo(other.Offset);

    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;

    public override string ToString() => FormattableString.Invariant($"{Segment}:{Offset}");
}
