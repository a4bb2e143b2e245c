using System.Globalization;

namespace Analytics.Rules.Slo;

/// <summary>How long an error budget lasts: the last so many days, at any time; or the calendar month, with a fresh budget on the first.</summary>
public sealed record BudgetWindow
{
    private BudgetWindow(int days, bool isCalendar)
    {
        Days = days;
        IsCalendar = isCalendar;
    }

    /// <summary>The month of the calendar, UTC; burn factors count it as 30 days.</summary>
    public static BudgetWindow CalendarMonth { get; } = new(30, isCalendar: true);

    /// <summary>Days that the budget lasts; nominal for the calendar month.</summary>
    public int Days { get; }

    /// <summary>It begins anew on the first of the month.</summary>
    public bool IsCalendar { get; }

    /// <summary>The last <paramref name="days"/> days: 28, so that every window holds the same weekdays; 30; or 90.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number of days.</exception>
    public static BudgetWindow Rolling(int days) => days is 28 or 30 or 90
        ? new(days, isCalendar: false)
        : throw new ArgumentOutOfRangeException(nameof(days), days, "a rolling window has 28, 30 or 90 days");

    /// <summary><c>30d</c> or <c>month</c>: the value of the label <c>window</c>.</summary>
    public override string ToString() => IsCalendar ? "month" : string.Create(CultureInfo.InvariantCulture, $"{Days}d");
}

/// <summary>The numbers of a promise: the share that may be bad (0.001 for 99.9 %, exact) and the days that it must last.</summary>
public sealed record BudgetTerms(decimal Budget, int Days);
