namespace Analytics.Statistics.Engagement;

/// <summary>Distinct users of a day, of the 7 and of the 30 days that end with it.</summary>
public readonly record struct ActiveUsers(int Day, long Daily, long Weekly, long Monthly)
{
    /// <summary>DAU / MAU; null without users.</summary>
    public double? Stickiness => Monthly == 0 ? null : (double)Daily / Monthly;
}

/// <summary>The people whose first event fell on one date.</summary>
/// <param name="Day">Day number of the cohort.</param>
/// <param name="Size">People in it.</param>
/// <param name="Retained">For each asked day N how many came back; null where day N lies after the data.</param>
public sealed record DayCohort(int Day, long Size, IReadOnlyList<long?> Retained);

/// <summary>The people whose first event fell into one ISO week.</summary>
/// <param name="Monday">Day number of the week's Monday.</param>
/// <param name="Size">People in it.</param>
/// <param name="Retained">Active in week K after it, K from 0 (all) to the last complete week.</param>
public sealed record WeekCohort(int Monday, long Size, IReadOnlyList<long> Retained);

/// <summary>Users of a calendar month by where they came from.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="Active">Users with any event in it.</param>
/// <param name="Fresh">First event ever in it.</param>
/// <param name="Retained">Active the month before too.</param>
/// <param name="Resurrected">Neither.</param>
/// <param name="Churned">Active the month before and not in this one.</param>
/// <param name="Before">Users of the month before.</param>
public sealed record MonthActivity(DateOnly Month, long Active, long Fresh, long Retained, long Resurrected, long Churned, long Before)
{
    /// <summary>Churned over the month before's users; null without any.</summary>
    public double? ChurnRate => Before == 0 ? null : (double)Churned / Before;
}
