namespace Analytics.Cli.Events.World;

/// <summary>When people come: sign-ups over the window, days on which they return, hours of their own day.</summary>
internal static class Rhythm
{
    /// <summary>The share of a day's visits in each local hour: a small peak before work, a large one after it.</summary>
    private static readonly Weighted<int> Hours = new(
        [.. new double[] { 8, 4, 2, 2, 4, 14, 34, 48, 42, 32, 30, 32, 40, 36, 30, 32, 42, 64, 82, 84, 70, 50, 32, 18 }.Select((weight, hour) => (hour, weight))]);

    /// <summary>
    /// When a person signs up: more at the end of the window than at its beginning, more on some weekdays, and by the hours of their country. Drawn by
    /// rejection, so that it depends on this person's dice only.
    /// </summary>
    public static DateTimeOffset SignUpOf(Stage stage, Country country, Dice dice)
    {
        var length = stage.Until - stage.From;
        while (true)
        {
            var position = dice.Unit();
            var at = InCountry(StartOfDay(stage.From + (position * length)), country, dice);
            if (at >= stage.From && at < stage.Until && dice.Unit() * 2 < (0.6 + (0.8 * position)) * OfWeekday(at.DayOfWeek))
            {
                return at;
            }
        }
    }

    /// <summary>
    /// The probability that a person is active on the n-th day after sign-up: a power law a * n^-b, as retention curves are (Fader and Hardie 2007,
    /// "How to project customer retention", discuss why people differ so that the curve flattens), times the weekday.
    /// </summary>
    public static double ReturnChance(Person person, DateOnly day)
    {
        var days = day.DayNumber - DateOnly.FromDateTime(person.SignsUpAt.UtcDateTime).DayNumber;
        var (share, decay) = person switch
        {
            { Left: true } => (0.08, 0.3),
            { Subscription: not null } => (0.72, 0.16),
            { FinishesOnboarding: true } => (0.58, 0.42),
            _ => (0.20, 0.75),
        };
        return Math.Min(0.97, share * Math.Pow(Math.Max(1, days), -decay) * person.Liveliness * OfWeekday(day.DayOfWeek));
    }

    /// <summary>A time on a UTC day, drawn from the hours of a person's own day.</summary>
    public static DateTimeOffset InCountry(DateTimeOffset day, Country country, Dice dice)
    {
        var hour = dice.Pick(Hours) + dice.Unit() - country.UtcOffsetHours;
        return StartOfDay(day) + TimeSpan.FromHours((hour + 48) % 24);
    }

    public static DateTimeOffset StartOfDay(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static double OfWeekday(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => 1.16,
        DayOfWeek.Tuesday => 1.10,
        DayOfWeek.Wednesday => 1.05,
        DayOfWeek.Thursday => 1.0,
        DayOfWeek.Friday => 0.88,
        DayOfWeek.Saturday => 0.84,
        _ => 0.97,
    };
}
