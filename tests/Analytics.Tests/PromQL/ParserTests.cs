using System.Text;
using Analytics.PromQL.Parsing;

namespace Analytics.Tests.PromQL;

/// <summary>The language's corners: what is read, how, and what is refused and where.</summary>
public sealed class ParserTests
{
    [Theory]
    [InlineData("2 ^ 3 ^ 2", "2 ^ 3 ^ 2")]
    [InlineData("-1^2", "-1 ^ 2")]
    [InlineData("2^-1^2", "2 ^ -1 ^ 2")]
    [InlineData("--5", "5")]
    [InlineData("+5m", "5m")]
    [InlineData("-foo*bar", "-foo * bar")]
    [InlineData("0x1F + 017 + 1_000 + .5 + 1e3 + 0X_F", "31 + 15 + 1000 + 0.5 + 1000 + 15")]
    [InlineData("1_000.5", "1000.5")]
    [InlineData("09", "9")]
    [InlineData("iNf + NAN", "+Inf + NaN")]
    [InlineData("5m * 2 > bool 1h30m", "5m * 2 > bool 1h30m")]
    [InlineData("SUM(foo)BY(job)", "sum by (job) (foo)")]
    [InlineData("sum(foo) without(job,)", "sum without (job) (foo)")]
    [InlineData("sum by() (foo)", "sum(foo)")]
    [InlineData("sum + by - offset", "sum + by - offset")]
    [InlineData("sum{by=\"x\"}", "sum{by=\"x\"}")]
    [InlineData("start offset 5m", "start offset 5m")]
    [InlineData("and and and", "and and and")]
    [InlineData("sum by (by, on, bool, sum, offset) (foo)", "sum by (by, on, bool, sum, offset) (foo)")]
    [InlineData("foo @ 5m", "foo @ 300.000")]
    [InlineData("foo @ -1.5", "foo @ -1.500")]
    [InlineData("foo @ start()[5m]", "foo[5m] @ start()")]
    [InlineData("foo offset 5m [1h:5m] offset -1d @ end()", "foo offset 5m[1h:5m] @ end() offset -1d")]
    [InlineData("foo offset 0s offset 5m", "foo offset 5m")]
    [InlineData("foo offset --5m", "foo offset 5m")]
    [InlineData("foo offset 5m * 2", "foo offset 5m * 2")]
    [InlineData("foo[300]", "foo[5m]")]
    [InlineData("foo[+5m:]", "foo[5m:]")]
    [InlineData("foo[ 5m # comment\n]", "foo[5m]")]
    [InlineData("foo # to the end", "foo")]
    [InlineData("{\"my.metric\", \"label.name\"='x',}", "{\"label.name\"=\"x\",__name__=\"my.metric\"}")]
    [InlineData("{'a', \"b\"}", "{__name__=\"a\",__name__=\"b\"}")]
    [InlineData("foo{b=\"1\",a!~`x\\d`}", "foo{a!~\"x\\\\d\",b=\"1\"}")]
    [InlineData("foo{a='\\'\"\\x41\\u00e9\\U0001F600\\101'}", "foo{a=\"'\\\"Aé😀A\"}")]
    [InlineData("foo{a=\"\\xc3\\xa9\\xff\"}", "foo{a=\"é\\xff\"}")]
    [InlineData("a atan2 b % c", "a atan2 b % c")]
    [InlineData("1 + on() foo", "1 + foo")]
    [InlineData("a + ignoring() b", "a + b")]
    [InlineData("a + ignoring() group_left b", "a + ignoring () group_left () b")]
    [InlineData("a and on() b", "a and on () b")]
    [InlineData("a == bool on(\"x y\") group_right(z) b", "a == bool on (\"x y\") group_right (z) b")]
    [InlineData("foo[0.0004]", "foo[0.0004]")]
    [InlineData("label_join(a, \"b\", \"c\", \"d\")", "label_join(a, \"b\", \"c\", \"d\")")]
    [InlineData("day_of_week() + time()", "day_of_week() + time()")]
    public void Is_read_as(string source, string canonical)
    {
        var result = Parser.Parse(source);
        Assert.True(result.Error is null, result.Error?.ToString());
        Assert.Equal(canonical, result.Expression!.ToString());
    }

    [Theory]
    [InlineData("", 1, 1, "no expression")]
    [InlineData("  # only\n ", 1, 1, "no expression")]
    [InlineData("sum(rate(foo))", 1, 10, "expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("foo\n  + +\n  )", 3, 4, "unexpected right parenthesis")]
    [InlineData("foo +", 1, 6, "unexpected end of input, expected an expression")]
    [InlineData("foo bar", 1, 5, "expected an operator or end of input")]
    [InlineData("rate(foo[5m)", 1, 12, "expected \":\" or \"]\"")]
    [InlineData("rate(foo[5m]", 1, 13, "unclosed left parenthesis")]
    [InlineData("foo{a=1}", 1, 7, "unexpected character inside braces")]
    [InlineData("foo{a}", 1, 6, "label matching operator")]
    [InlineData("foo{a=\"x\" b=\"y\"}", 1, 11, "expected \",\" or \"}\"")]
    [InlineData("foo{a=\"x", 1, 7, "unterminated quoted string")]
    [InlineData("foo{a=\"\\q\"}", 1, 7, "unknown escape sequence")]
    [InlineData("foo{a=~\"(\"}", 1, 5, "missing closing )")]
    [InlineData("foo{a=~\"(?=x)\"}", 1, 5, "Perl syntax")]
    [InlineData("{a=~\".*\"}", 1, 1, "at least one non-empty matcher")]
    [InlineData("foo{__name__=\"bar\"}", 1, 1, "metric name must not be set twice")]
    [InlineData("nope(foo)", 1, 1, "unknown function")]
    [InlineData("limitk(1, foo)", 1, 1, "experimental")]
    [InlineData("mad_over_time(foo[5m])", 1, 1, "experimental")]
    [InlineData("foo[5m + 1m]", 1, 5, "duration expression is not enabled")]
    [InlineData("foo offset (5m)", 1, 13, "duration expression is not enabled")]
    [InlineData("1 == 1", 1, 3, "BOOL")]
    [InlineData("foo + bool bar", 1, 5, "bool modifier")]
    [InlineData("1 and foo", 1, 1, "set operator")]
    [InlineData("1 + on(a) foo", 1, 1, "vector matching only allowed between instant vectors")]
    [InlineData("a + on(x) group_left(x) b", 1, 3, "must not occur in ON and GROUP")]
    [InlineData("a and on(x) group_left b", 1, 1, "no grouping allowed")]
    [InlineData("sum by (without) (a)", 1, 9, "expected label")]
    [InlineData("foo[5m] offset 1m offset 2m", 1, 1, "multiple times")]
    [InlineData("foo @ 1 @ 2", 1, 1, "multiple times")]
    [InlineData("foo @ Inf", 1, 1, "out of bounds")]
    [InlineData("sum(foo) offset 5m", 1, 1, "must be preceded")]
    [InlineData("foo[-5m]", 1, 5, "greater than 0")]
    [InlineData("rate [ -1", 1, 10, "unclosed left bracket")]
    [InlineData("foo[1h-0m", 1, 10, "unclosed left bracket")]
    [InlineData("-topk(-3)!75", 1, 10, "'!'")]
    [InlineData("sum by (a) ()!", 1, 1, "no arguments")]
    [InlineData("1h5h", 1, 1, "not a valid duration")]
    [InlineData("1e999", 1, 1, "out of range")]
    [InlineData("0x1ee", 1, 1, "bad number")]
    [InlineData("rate(foo[5m],)", 1, 13, "trailing commas")]
    [InlineData("clamp(foo, 1)", 1, 1, "expected 3 argument(s)")]
    [InlineData("round(foo, 1, 2)", 1, 1, "at most 2")]
    [InlineData("topk(foo)", 1, 1, "expected 2, got 1")]
    [InlineData("-\"x\"", 1, 1, "unary expression")]
    [InlineData("\"ä\" § foo", 1, 5, "unexpected character")]
    public void Is_refused_at_its_place(string source, int line, int column, string message)
    {
        var error = Parser.Parse(source).Error;
        Assert.NotNull(error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void An_error_shows_the_line_and_a_caret()
    {
        var error = Parser.Parse("sum(\n  rate(foo)\n)").Error!;
        Assert.Equal("2:8: expected type range vector in call to function \"rate\", got instant vector\n  rate(foo)\n       ^", error.ToString());
        var far = Parser.Parse(new string(' ', 5000) + "foo bar" + new string('x', 5000)).Error!;
        Assert.All(far.Excerpt.Split('\n'), line => Assert.InRange(line.Length, 1, 120));
    }

    [Fact]
    public void Experimental_language_is_read_when_enabled()
    {
        foreach (var source in (string[])["limitk(1, foo)", "foo[(5m + 1m) * 2:-(-1m)]", "foo offset (5m * 2)", "info(foo, {a=\".*\"})", "foo[2 ^ (-3)]"])
        {
            Assert.Null(Parser.Parse(source, ParseOptions.Everything).Error);
            Assert.NotNull(Parser.Parse(source).Error);
        }

        Assert.Equal("foo offset (5m * 2)", Parser.Parse("foo offset (5m) * 2", ParseOptions.Everything).Expression!.ToString());
        Assert.Equal("-foo offset (5m + 1m) @ 10.000 * 2", Parser.Parse("-foo offset (5m + 1m) @ 10 * 2", ParseOptions.Everything).Expression!.ToString());
        Assert.Equal("foo @ 10.000 offset (5m + 1m) > 2", Parser.Parse("foo offset (5m + 1m) @ 10 > 2", ParseOptions.Everything).Expression!.ToString());
        Assert.Equal("foo[(-5m) ^ 2]", Parser.Parse("foo[(-5m) ^ 2]", ParseOptions.Everything).Expression!.ToString());
        Assert.Contains("division by zero", Parser.Parse("foo[5m / 0]", ParseOptions.Everything).Error!.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Bombs => new()
    {
        { "parentheses", new string('(', 10_000) + "a" + new string(')', 10_000) },
        { "open parentheses", new string('(', 1_000_000) },
        { "signs", new string('-', 100_000) + "a" },
        { "calls", string.Concat(Enumerable.Repeat("abs(", 10_000)) + "a" + new string(')', 10_000) },
        { "subqueries", "a" + string.Concat(Enumerable.Repeat("[5m:]", 10_000)) },
        { "right-associative", string.Join("^", Enumerable.Repeat("a", 100_000)) },
        { "left-associative", string.Join("+", Enumerable.Repeat("a", 100_000)) },
        { "durations", "a[" + new string('(', 10_000) + "5m" },
        { "pattern", "a{b=~\"" + new string('(', 10_000) + new string(')', 10_000) + "\"}" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Depth_is_a_clean_error_on_a_small_stack(string what, string source)
    {
        ParseError? error = null;
        var thread = new Thread(() => error = Parser.Parse(source).Error, maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.True(error is not null, what);
        Assert.Matches("deep|higher|long", error.Message);
    }

    [Fact]
    public void What_is_just_within_the_limits_is_read_printed_and_compared_on_a_small_stack()
    {
        foreach (var source in (string[])
            [new string('(', 998) + "a" + new string(')', 998), string.Join(" + ", Enumerable.Repeat("a", 999)), string.Join(" ^ ", Enumerable.Repeat("a", 990))])
        {
            string? printed = null;
            var equal = false;
            var thread = new Thread(() =>
            {
                var first = Parser.Parse(source);
                printed = first.Expression?.ToString() ?? first.Error!.ToString();
                equal = Parser.Parse(printed).Expression!.Equals(first.Expression) && first.Expression!.GetHashCode() != 0;
            }, maxStackSize: 1024 * 1024);
            thread.Start();
            thread.Join();
            Assert.Equal(source, printed);
            Assert.True(equal);
        }
    }

    [Fact]
    public void Fifty_megabytes_are_refused_in_little_memory()
    {
        var source = new StringBuilder("sum(").Append('a', 50 * 1024 * 1024).ToString();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Parser.Parse(source).Error!;
        Assert.Contains("longer than", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }
}
