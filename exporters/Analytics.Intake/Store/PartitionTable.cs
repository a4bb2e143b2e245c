using System.Globalization;

namespace Analytics.Intake.Store;

/// <summary>
/// The statements that make a monthly partition of <c>events</c>. A table is made beside the others and then attached, which hinders no query and no insert;
/// <c>CREATE TABLE … PARTITION OF</c> would wait for the longest query on all events and let everybody else wait behind it, or meet one in a deadlock.
/// </summary>
public static class PartitionTable
{
    /// <summary>Makes an empty table shaped as the partitions of a data class; not one of them yet.</summary>
    /// <param name="name">Of the new table.</param>
    /// <param name="dataClass"><c>usage</c> or <c>business</c>.</param>
    public static string Create(string name, string dataClass) =>
        $"CREATE TABLE {name} (LIKE events_{dataClass} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION);";

    /// <summary>Makes a table the partition of a month, with the indexes of all partitions.</summary>
    /// <param name="name">Of the table.</param>
    /// <param name="dataClass"><c>usage</c> or <c>business</c>.</param>
    /// <param name="month">Its first day, UTC.</param>
    public static string Attach(string name, string dataClass, DateOnly month) =>
        $"ALTER TABLE events_{dataClass} ATTACH PARTITION {name} FOR VALUES FROM ('{Begin(month)}') TO ('{Begin(month.AddMonths(1))}');";

    private static string Begin(DateOnly month) => string.Create(CultureInfo.InvariantCulture, $"{month:yyyy-MM-dd} 00:00:00+00");
}
