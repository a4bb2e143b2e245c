namespace Analytics.Testing.PromQL;

/// <summary>Damages texts of expressions, so that they are nearly right; and makes up rows of tokens.</summary>
public sealed class ExpressionMutator(Random random)
{
    private const string Characters = "()[]{}+-*/^%=!<>~\"'`,:@.0123456789abexmshdwy_ #\\é";

    private static readonly string[] Tokens =
    [
        "(", ")", "[", "]", "{", "}", ",", "+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=", "=~", "!~", "=", "and", "or", "unless", "atan2",
        "bool", "on", "ignoring", "group_left", "group_right", "by", "without", "offset", "@", "start()", "end()", "5m", "1", "0x1f", "1e3", "Inf", "NaN", "foo",
        "bar", "sum", "rate", "\"x\"", "'y'", "`z`", ":", "foo:bar", "topk", "time()", "vector(1)", "1h30m", "-1", "--", "# c\n", "0.5", "_", "1_000", "start",
        "count_values", "quantile", "limitk", "in", "\"\\xff\"", "é", "{a=\"b\"}", "foo[5m]", "foo[5m:1m]", "rate(foo[5m])", "sum(foo)", "by (a)", "on (a)",
        "{\"x.y\"}", "offset 5m", "@ 10", "[5m:]", "017", "0.0004", "1y1ms", "{}", "{a=~\".*\"}", "absent", "info(",
    ];

    /// <summary>One to three small changes.</summary>
    public string Damage(string text)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(4) switch
            {
                0 when at < text.Length => text.Remove(at, 1),
                1 => text.Insert(at, Tokens[random.Next(Tokens.Length)]),
                2 when at < text.Length => text.Remove(at, 1).Insert(at, Characters[random.Next(Characters.Length)].ToString()),
                _ => text.Remove(at, random.Next(Math.Min(8, text.Length - at) + 1)),
            };
        }

        return text;
    }

    /// <summary>One to seven tokens in a row.</summary>
    public string Row() => string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 8)).Select(_ => Tokens[random.Next(Tokens.Length)]));
}
