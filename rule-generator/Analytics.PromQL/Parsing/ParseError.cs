using System.Globalization;
using System.Text;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Parsing;

/// <summary>Why a text is no expression, and where.</summary>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="Span">The place in the source; UTF-16 units.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Excerpt">The line of the source, cut where it is long, and under it a caret at the place.</param>
public sealed record ParseError(string Message, Span Span, int Line, int Column, string Excerpt)
{
    private const int Before = 60;
    private const int After = 40;

    internal static ParseError At(string source, Span span, string message)
    {
        var at = Math.Clamp(span.Start, 0, source.Length);
        var before = source.AsSpan(0, at);
        var lineStart = before.LastIndexOf('\n') + 1;
        var column = 1 + CountCharacters(before[lineStart..]);
        var rest = source.AsSpan(at).IndexOfAny('\n', '\r');
        var lineEnd = rest < 0 ? source.Length : at + rest;
        var from = Math.Max(lineStart, at - Before);
        var to = Math.Min(lineEnd, at + After);
        var cut = new StringBuilder().Append(from > lineStart ? "…" : "").Append(source, from, to - from).Append(to < lineEnd ? "…" : "")
            .Replace('\t', ' ').Replace('\r', ' ');
        var caret = CountCharacters(source.AsSpan(from, at - from)) + (from > lineStart ? 1 : 0);
        return new ParseError(message, new Span(at, Math.Clamp(span.End, at, source.Length)), 1 + before.Count('\n'), column,
            cut.Append('\n').Append(' ', caret).Append('^').ToString());
    }

    /// <summary><c>1:7: message</c> and the excerpt.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}: {Message}\n{Excerpt}");

    private static int CountCharacters(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return count;
    }
}

/// <summary>An expression, or why there is none: exactly one of the two.</summary>
public sealed record ParseResult(Expr? Expression, ParseError? Error);
