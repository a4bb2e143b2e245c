namespace Analytics.Insights.Rollups;

/// <summary>A table with rows about single people.</summary>
/// <param name="Name">The table.</param>
/// <param name="Column">Whose row it is: the short number of a person, or a pseudonym.</param>
public sealed record PersonalTable(string Name, string Column);

/// <summary>
/// The one list of rollups with rows about people: whoever withdraws is taken out of all of them by <see cref="EventRollups.Forget"/>. A table belongs here when it
/// has a column named <c>person</c>, <c>user_id</c> or <c>subject</c>; a test reads the database and finds the forgotten ones.
/// </summary>
public static class PersonalTables
{
    /// <summary>The column names that make a table personal.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["person", "user_id", "subject"];

    public static IReadOnlyList<PersonalTable> All { get; } =
    [
        new("user_days", "person"),
        new("user_weeks", "person"),
        new("user_deeds", "person"),
        new("user_sessions", "person"),
        new("user_money", "person"),
        new("user_plans", "person"),
        new("user_sign_ups", "person"),
        new("people", "person"),
    ];
}
