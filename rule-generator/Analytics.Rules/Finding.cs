using System.Globalization;

namespace Analytics.Rules;

/// <summary>How bad a finding is: errors fail <c>analytics check</c>, warnings do not.</summary>
public enum FindingSeverity
{
    Warning,
    Error,
}

/// <summary>Where in a file a finding lies; lines and columns count from 1.</summary>
public readonly record struct Place(int Line, int Column)
{
    /// <summary>The place of an offset (in UTF-16 units) in a text.</summary>
    public static Place Of(ReadOnlySpan<char> text, int offset)
    {
        var before = text[..Math.Clamp(offset, 0, text.Length)];
        return new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}

/// <summary>Something expected that is not as it should be: a value with a place, never an exception.</summary>
/// <param name="Rule">Which rule found it, a kebab-case path: <c>generated/stale</c>, <c>alert/runbook-missing</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="File">The file, relative to the repository's root; null when no file is to blame.</param>
/// <param name="Place">Where in the file, when known.</param>
public sealed record Finding(string Rule, FindingSeverity Severity, string Message, string? File = null, Place? Place = null)
{
    public static Finding Error(string rule, string message, string? file = null, Place? place = null) => new(rule, FindingSeverity.Error, message, file, place);

    public static Finding Warning(string rule, string message, string? file = null, Place? place = null) => new(rule, FindingSeverity.Warning, message, file, place);

    /// <summary>On one line, as compilers do: <c>file:line:column: error message [rule]</c>.</summary>
    public override string ToString()
    {
        var at = File is null ? string.Empty : Place is { } place ? string.Create(CultureInfo.InvariantCulture, $"{File}:{place.Line}:{place.Column}: ") : $"{File}: ";
        return $"{at}{(Severity == FindingSeverity.Error ? "error" : "warning")}: {Message} [{Rule}]";
    }
}
