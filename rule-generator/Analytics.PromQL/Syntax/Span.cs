namespace Analytics.PromQL.Syntax;

/// <summary>A stretch of the source text, in UTF-16 units: <paramref name="Start"/> inclusive, <paramref name="End"/> exclusive. Code that
/// builds expressions leaves it at <see cref="None"/>.</summary>
public readonly record struct Span(int Start, int End)
{
    /// <summary>No place: the node was built, not read.</summary>
    public static Span None => default;

    /// <summary>From the start of this span to the end of <paramref name="last"/>.</summary>
    public Span To(Span last) => new(Start, last.End);
}
