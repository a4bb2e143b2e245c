namespace Analytics.PromQL.Analysis;

/// <summary>Where all values of a result lie, NaN aside; both ends included.</summary>
public readonly record struct ValueRange(double Low, double High)
{
    public static ValueRange Any { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static ValueRange NotNegative { get; } = new(0, double.PositiveInfinity);

    public static ValueRange Point(double value) => double.IsNaN(value) ? Any : new(value, value);

    public bool IsPoint => Low == High;

    public static ValueRange operator +(ValueRange a, ValueRange b) => Checked(a.Low + b.Low, a.High + b.High);

    public static ValueRange operator -(ValueRange a) => new(-a.High, -a.Low);

    public static ValueRange operator -(ValueRange a, ValueRange b) => a + -b;

    public static ValueRange operator *(ValueRange a, ValueRange b) => Corners(a, b, (x, y) => x == 0 || y == 0 ? 0 : x * y);

    /// <summary>Any, when the divisor may be 0.</summary>
    public static ValueRange operator /(ValueRange a, ValueRange b) => b.Low > 0 || b.High < 0 ? Corners(a, b, (x, y) => x / y)
        : a.Low >= 0 && b.Low >= 0 ? NotNegative : Any;

    /// <summary>The smallest range that holds both.</summary>
    public ValueRange Or(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>What both hold; this when they share nothing.</summary>
    public ValueRange And(ValueRange other)
    {
        var (low, high) = (Math.Max(Low, other.Low), Math.Min(High, other.High));
        return low <= high ? new(low, high) : this;
    }

    /// <summary>The range of a function that never falls.</summary>
    public ValueRange Map(Func<double, double> rising) => Checked(rising(Low), rising(High));

    private static ValueRange Corners(ValueRange a, ValueRange b, Func<double, double, double> f)
    {
        double[] corners = [f(a.Low, b.Low), f(a.Low, b.High), f(a.High, b.Low), f(a.High, b.High)];
        return corners.Any(double.IsNaN) ? Any : new(corners.Min(), corners.Max());
    }

    private static ValueRange Checked(double low, double high) => double.IsNaN(low) || double.IsNaN(high) ? Any : new(low, high);
}
