namespace Analytics.Grafana.Fields;

/// <summary>From which value on a panel is shown in which colour. Values are in the unit of the series.</summary>
public sealed record Thresholds
{
    /// <summary>One colour for all values.</summary>
    public static readonly Thresholds None = new([new(null, Colour.Blue)]);

    private Thresholds(IReadOnlyList<Step> steps) => Steps = steps;

    /// <summary>Ascending; the first has no value and holds from minus infinity.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Green, then orange at <paramref name="warning"/>, then red at <paramref name="critical"/>.</summary>
    public static Thresholds Rising(double warning, double critical) =>
        new([new(null, Colour.Green), new(warning, Colour.Orange), new(critical, Colour.Red)]);

    /// <summary>Green, and red at <paramref name="limit"/>.</summary>
    public static Thresholds Below(double limit) => new([new(null, Colour.Green), new(limit, Colour.Red)]);

    /// <summary>Red below <paramref name="critical"/>, orange below <paramref name="good"/>, else green.</summary>
    public static Thresholds Falling(double good, double critical) =>
        new([new(null, Colour.Red), new(critical, Colour.Orange), new(good, Colour.Green)]);

    /// <summary>Red below <paramref name="target"/>, else green.</summary>
    public static Thresholds AtLeast(double target) => new([new(null, Colour.Red), new(target, Colour.Green)]);

    /// <summary>A colour and where it begins; without a value: from minus infinity.</summary>
    public sealed record Step(double? From, Colour Colour);
}
