namespace Analytics.Rules.Lint.Templates;

/// <summary>Kinds of words inside <c>{{ }}</c>.</summary>
internal enum TemplateWord
{
    Space,
    Identifier,
    Variable,
    Field,
    Dot,
    Number,
    Text,
    Pipe,
    LeftParen,
    RightParen,
    Declare,
    Assign,
    Comma,

    /// <summary>A character that has no meaning there.</summary>
    Other,

    /// <summary><c>}}</c></summary>
    End,
}

/// <summary>A word of a template.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">As written.</param>
/// <param name="At">Its first character, counted from 0.</param>
internal readonly record struct TemplateToken(TemplateWord Kind, string Text, int At);

/// <summary>What is wrong with a template.</summary>
/// <param name="At">The character where it is noticed, counted from 0.</param>
/// <param name="Message">In words.</param>
internal sealed record TemplateProblem(int At, string Message)
{
    public override string ToString() => $"{Message} (character {At + 1})";
}
