namespace Analytics.Grafana.Fields;

/// <summary>Shows a word instead of a number.</summary>
/// <param name="From">The least value that is shown so, inclusive.</param>
/// <param name="To">The greatest, inclusive; equal to <paramref name="From"/> for one value.</param>
/// <param name="Text">The word.</param>
/// <param name="Colour">The colour of the word, or of the cell.</param>
public sealed record ValueMapping(double From, double To, string Text, Colour Colour)
{
    public ValueMapping(double value, string text, Colour colour)
        : this(value, value, text, colour)
    {
    }
}
