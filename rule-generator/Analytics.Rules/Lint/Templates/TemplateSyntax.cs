namespace Analytics.Rules.Lint.Templates;

/// <summary>
/// Whether Prometheus could load a label or an annotation: the grammar of Go's text/template with the functions and variables that Prometheus 3.5 gives to
/// alerts. It refuses a whole rule file for one template that it cannot read.
/// </summary>
internal sealed class TemplateSyntax
{
    private static readonly HashSet<string> Functions =
    [
        .. "and or not len index slice print printf println html js urlquery call eq ne lt le gt ge".Split(' '),
        .. "query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink tableLink sortByLabel stripPort stripDomain".Split(' '),
        .. "humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp toTime pathPrefix externalURL parseDuration".Split(' '),
    ];

    private readonly TemplateLexer _lexer;
    private readonly Stack<Block> _blocks = new();
    private List<string> _variables = ["$", "$labels", "$externalLabels", "$externalURL", "$value"];
    private List<TemplateToken> _words = [];
    private int _next;
    private TemplateProblem? _problem;

    private TemplateSyntax(string text) => _lexer = new(text);

    private TemplateToken Next => _words[_next];

    /// <summary>The first mistake; null when there is none.</summary>
    public static TemplateProblem? Check(string text) => text.Contains("{{", StringComparison.Ordinal) ? new TemplateSyntax(text).Read() : null;

    private TemplateProblem? Read()
    {
        while (_lexer.NextAction() is { } words)
        {
            (_words, _next) = (words, 0);
            SkipSpace();
            if (!Action())
            {
                return _problem;
            }
        }

        return _lexer.Problem ?? (_blocks.TryPeek(out var open) ? new(open.At, $"{{{{{open.Name}}}}} has no {{{{end}}}}") : null);
    }

    private bool Action()
    {
        var word = Next;
        switch (word.Kind == TemplateWord.Identifier ? word.Text : "")
        {
            case "if" or "with" or "range":
                Take();
                _blocks.Push(new(word.Text, word.At, _variables.Count, null));
                return Pipeline(word.Text, TemplateWord.End);
            case "else":
                Take();
                return Else(word);
            case "end":
                Take();
                return End(word);
            case "break" or "continue":
                Take();
                return Closed(word.Text) && (_blocks.Any(block => block is { Name: "range", HasElse: false }) || Fail(word.At, $"{{{{{word.Text}}}}} outside {{{{range}}}}"));
            case "define" or "block" or "template":
                Take();
                return Named(word);
            default:
                return Pipeline("command", TemplateWord.End);
        }
    }

    private bool Else(TemplateToken word)
    {
        if (!_blocks.TryPeek(out var block) || block.Name is "define" or "block" || block.HasElse)
        {
            return Fail(word.At, "unexpected {{else}}");
        }

        if (Next.Kind == TemplateWord.Identifier && Next.Text == block.Name && block.Name is "if" or "with")
        {
            Take();
            return Pipeline(block.Name, TemplateWord.End);
        }

        _blocks.Pop();
        _blocks.Push(block with { HasElse = true });
        return Closed("else");
    }

    private bool End(TemplateToken word)
    {
        if (!_blocks.TryPop(out var block))
        {
            return Fail(word.At, "unexpected {{end}}");
        }

        _variables = block.Outer ?? _variables[..block.Variables];
        return Closed("end");
    }

    /// <summary>Templates with a name know no variables from outside.</summary>
    private bool Named(TemplateToken word)
    {
        if (word.Text == "define" && _blocks.Count > 0)
        {
            return Fail(word.At, "unexpected {{define}} inside a block");
        }

        var name = Take();
        if (name.Kind != TemplateWord.Text || name.Text[0] == '\'')
        {
            return Fail(name.At, $"{word.Text} needs a quoted name");
        }

        var closed = word.Text == "define" ? Closed("define")
            : (word.Text == "template" && Next.Kind == TemplateWord.End) || Pipeline(word.Text, TemplateWord.End);
        if (word.Text != "template")
        {
            _blocks.Push(new(word.Text, word.At, 0, _variables));
            _variables = ["$"];
        }

        return closed;
    }

    private bool Pipeline(string around, TemplateWord end)
    {
        if (!Declarations(around))
        {
            return false;
        }

        for (var stage = 0; ; stage++)
        {
            SkipSpace();
            if (Next.Kind == end)
            {
                return stage > 0 || Fail(Next.At, $"missing value for {around}");
            }

            if (stage > 0 && Next is { Kind: TemplateWord.Number or TemplateWord.Text or TemplateWord.Dot } or { Kind: TemplateWord.Identifier, Text: "true" or "false" or "nil" })
            {
                return Fail(Next.At, $"{Next.Text} cannot be called, as what stands after | is");
            }

            if (!Command(end))
            {
                return false;
            }
        }
    }

    private bool Declarations(string around)
    {
        SkipSpace();
        for (var count = 1; Next.Kind == TemplateWord.Variable; count++)
        {
            var (start, variable) = (_next, Take());
            switch (Next.Kind)
            {
                case TemplateWord.Comma when around == "range" && count == 1:
                    _variables.Add(variable.Text);
                    Take();
                    continue;
                case TemplateWord.Comma:
                    return Fail(Next.At, $"too many declarations in {around}");
                case TemplateWord.Declare:
                    _variables.Add(variable.Text);
                    Take();
                    return true;
                case TemplateWord.Assign:
                    Take();
                    return true;
                default:
                    _next = start;
                    return true;
            }
        }

        return true;
    }

    private bool Command(TemplateWord end)
    {
        for (var first = true; ; first = false)
        {
            SkipSpace();
            if (Next.Kind == end)
            {
                return true;
            }

            if (Next.Kind == TemplateWord.Pipe && !first)
            {
                Take();
                return true;
            }

            if (!Operand())
            {
                return false;
            }

            if (Next.Kind is not (TemplateWord.Space or TemplateWord.Pipe) && Next.Kind != end)
            {
                return Unexpected();
            }
        }
    }

    private bool Operand()
    {
        var word = Next;
        _next++;
        var known = word.Kind switch
        {
            TemplateWord.Identifier when word.Text is not ("true" or "false" or "nil") => Functions.Contains(word.Text) || Fail(word.At, $"function \"{word.Text}\" not defined"),
            TemplateWord.Variable => _variables.Contains(word.Text) || Fail(word.At, $"undefined variable \"{word.Text}\""),
            TemplateWord.LeftParen => InParentheses(),
            TemplateWord.Identifier or TemplateWord.Field or TemplateWord.Dot or TemplateWord.Number or TemplateWord.Text => true,
            _ => Fail(word.At, $"unexpected {word.Text}"),
        };
        while (known && Next.Kind == TemplateWord.Field)
        {
            if (word.Kind is TemplateWord.Dot or TemplateWord.Number or TemplateWord.Text)
            {
                return Unexpected();
            }

            _next++;
        }

        return known;
    }

    private bool InParentheses()
    {
        if (!Pipeline("parenthesis", TemplateWord.RightParen))
        {
            return false;
        }

        _next++;
        return true;
    }

    private bool Closed(string after)
    {
        SkipSpace();
        return Next.Kind == TemplateWord.End || Fail(Next.At, $"unexpected {Next.Text} in {after}");
    }

    /// <summary>The next word, with the blanks behind it; the end is never passed.</summary>
    private TemplateToken Take()
    {
        var word = Next;
        _next += word.Kind == TemplateWord.End ? 0 : 1;
        SkipSpace();
        return word;
    }

    private void SkipSpace() => _next += Next.Kind == TemplateWord.Space ? 1 : 0;

    private bool Unexpected() => Fail(Next.At, $"unexpected {Next.Text}");

    private bool Fail(int at, string message)
    {
        _problem = new(at, message);
        return false;
    }

    /// <param name="Name">The keyword.</param>
    /// <param name="At">Where it stands.</param>
    /// <param name="Variables">How many variables were known before it.</param>
    /// <param name="Outer">Those known outside of a template with a name.</param>
    /// <param name="HasElse">Only the end can follow.</param>
    private sealed record Block(string Name, int At, int Variables, List<string>? Outer, bool HasElse = false);
}
