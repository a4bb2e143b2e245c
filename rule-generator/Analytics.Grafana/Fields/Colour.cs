namespace Analytics.Grafana.Fields;

/// <summary>A colour of Grafana's palette, which is readable on light and dark ground alike. Green, orange and red mean good, attention and bad.</summary>
public sealed record Colour
{
    public static readonly Colour Green = new("green");
    public static readonly Colour Yellow = new("yellow");
    public static readonly Colour Orange = new("orange");
    public static readonly Colour Red = new("red");
    public static readonly Colour Blue = new("blue");
    public static readonly Colour Purple = new("purple");

    /// <summary>Says nothing about good or bad.</summary>
    public static readonly Colour Plain = new("text");

    private Colour(string name) => Name = name;

    /// <summary>As Grafana calls it.</summary>
    public string Name { get; }

    /// <summary>All colours that a board may use.</summary>
    public static IReadOnlyList<Colour> All { get; } = [Green, Yellow, Orange, Red, Blue, Purple, Plain];

    public override string ToString() => Name;
}
