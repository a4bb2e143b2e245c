namespace Analytics.Dashboards;

/// <summary>How far newcomers get, person by person, as several boards show it.</summary>
internal static class Newcomers
{
    /// <summary>A bar for each step; whoever took a later step took all before it.</summary>
    public static BarGauge Funnel(string title, string description) => new(title, description,
        Reached(SignUpStep.Page, "1 saw the page"),
        Reached(SignUpStep.SignedUp, "2 signed up"),
        Reached(SignUpStep.OnboardingStarted, "3 began onboarding"),
        Reached(SignUpStep.OnboardingCompleted, "4 finished onboarding"),
        Reached(SignUpStep.FirstValue, "5 got first value"))
    {
        Decimals = 0,
    };

    private static Query Reached(SignUpStep step, string name) =>
        AudienceSeries.SignUpUsers.Where(l => l.Dimension.Is(SegmentDimension.All), l => l.Step.Is(step)).LastOverTime(1.Days()).MaxBy().As(name);
}
