using Analytics.Catalog;

namespace Analytics.Insights.Activity;

/// <summary>How many people were there.</summary>
/// <param name="Day">The UTC calendar date.</param>
/// <param name="Daily">Distinct people with any event on the day.</param>
/// <param name="Weekly">Distinct people with any event on the day or the 6 before.</param>
/// <param name="Monthly">Distinct people with any event on the day or the 29 before.</param>
/// <param name="New">People whose first event ever is on the day.</param>
/// <param name="HoursWithData">Hours of the day with any event, anonymous ones too.</param>
/// <param name="HoursElapsed">Hours of the day that have begun: 24 for a day that is over.</param>
public sealed record ActiveUsers(DateOnly Day, long Daily, long Weekly, long Monthly, long New, int HoursWithData, int HoursElapsed)
{
    /// <summary>Daily over monthly; null when nobody was there.</summary>
    public double? Stickiness => Monthly == 0 ? null : (double)Daily / Monthly;

    /// <summary>Share of the hours so far that have events; 1 at most, although clocks of clients may run ahead.</summary>
    public double Completeness => Math.Min(1, (double)HoursWithData / HoursElapsed);
}

/// <summary>One point of a retention curve.</summary>
/// <param name="Day">N.</param>
/// <param name="Retained">Eligible people with an event on exactly their first day + N.</param>
/// <param name="Eligible">People whose first day + N is over. The others are unknown, not lost.</param>
public sealed record RetentionPoint(RetentionDay Day, long Retained, long Eligible)
{
    /// <summary>Retained over eligible; null when nobody is eligible.</summary>
    public double? Ratio => Eligible == 0 ? null : (double)Retained / Eligible;
}

/// <summary>The people whose first event lies in one ISO week, and who of them came back (classic retention).</summary>
/// <param name="Name">The ISO week: <c>2026-W40</c>. A week that is not over has only those who came so far.</param>
/// <param name="Size">How many people.</param>
/// <param name="Points">Days 1, 7 and 30.</param>
public sealed record WeeklyCohort(string Name, long Size, IReadOnlyList<RetentionPoint> Points);
