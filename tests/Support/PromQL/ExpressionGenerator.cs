using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Testing.PromQL;

/// <summary>
/// Grows well-typed expression trees, of the shapes that a parser gives (parentheses where they are needed, signs folded into numbers). The
/// same seed gives the same trees.
/// </summary>
/// <param name="random">The seed.</param>
/// <param name="experimental">Also what needs the server's feature flags.</param>
public sealed class ExpressionGenerator(Random random, bool experimental)
{
    private static readonly string[] Metrics =
        ["up", "http_requests_total", "job:latency:p95", "sum", "by", "offset", "start", "and", "group", "_x9", "rate", "LimitK", "process_cpu_seconds_total"];

    private static readonly string[] Labels =
        ["job", "instance", "le", "code", "on", "by", "bool", "sum", "offset", "a:b", "my.label", "without", "NaN", "größe", "1st", "atan2", "__name__x"];

    private static readonly string[] Texts =
        ["", "api", "5..", "a|b", ".+", "x\"y", "back\\slash", "line\nfeed", "tab\t\0\x7f", "größe", "😀", "\u00a0\u200b", "`'", "{\"a\"}", "$1", new(['\udcff', 'x', '\udc80'])];

    private static readonly string[] Patterns = [".+", "a|b", "5..", "[a-z]+x", "(?i)get", "x{1,3}", "", ".*", "\\d+\\.\\d", "größe"];

    private static readonly double[] Numbers =
        [0, 1, 2, 0.5, 14.4, 0.95, 100, 1e21, 1e-7, 1.7976931348623157e308, 5e-324, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 123456789, 0.1 + 0.2];

    private static readonly Aggregator[] AllAggregators = Enum.GetValues<Aggregator>();
    private static readonly BinaryOperator[] AllOperators = Enum.GetValues<BinaryOperator>();

    private readonly Function[] _functions = [.. Functions.All.Where(f => experimental || !f.Experimental).OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>A tree of any kind but a bare text, at most so many levels high.</summary>
    public Expr Next(int depth) => Pick([ValueKind.InstantVector, ValueKind.InstantVector, ValueKind.InstantVector, ValueKind.Scalar, ValueKind.RangeVector]) is var kind
        ? Of(kind, depth)
        : throw new InvalidOperationException();

    private Expr Of(ValueKind kind, int depth) => kind switch
    {
        ValueKind.Scalar => Scalar(depth),
        ValueKind.String => new StringLiteral(Pick(Texts)),
        ValueKind.RangeVector => depth > 1 && Chance(3)
            ? Grouped.SubqueryOf(Vector(depth - 1), Range(), Chance(2) ? Range() : null) with { Shift = Shift() }
            : new MatrixSelector(Selector(), Range()),
        _ => Vector(depth),
    };

    private Expr Scalar(int depth)
    {
        if (depth <= 1 || Chance(3))
        {
            return Chance(6) ? new NumberLiteral(Duration().Seconds, IsDuration: true)
                : new NumberLiteral(Chance(3) ? random.NextInt64(-1000, 1000) / 8.0 : (Chance(2) ? 1 : -1) * Pick(Numbers));
        }

        return random.Next(4) switch
        {
            0 => Infix(Of(ValueKind.Scalar, depth - 1), Pick(AllOperators[..13]), Of(ValueKind.Scalar, depth - 1), null),
            1 => Call(Pick([.. _functions.Where(f => f.Returns == ValueKind.Scalar)]), depth),
            2 => Grouped.Negative(Of(ValueKind.Scalar, depth - 1)),
            _ => new Paren(Of(ValueKind.Scalar, depth - 1)),
        };
    }

    private Expr Vector(int depth)
    {
        if (depth <= 1)
        {
            return Selector();
        }

        switch (random.Next(8))
        {
            case 0:
                return Selector();
            case 1 or 2:
                return Call(Pick([.. _functions.Where(f => f.Returns == ValueKind.InstantVector)]), depth);
            case 3 or 4:
                return Aggregate(depth);
            case 5:
                return Chance(2) ? Grouped.Negative(Vector(depth - 1)) : new Paren(Vector(depth - 1));
            case 6:
                var op = Pick(AllOperators[..13]);
                return Chance(2) ? Infix(Vector(depth - 1), op, Scalar(depth - 1), null) : Infix(Scalar(depth - 1), op, Vector(depth - 1), null);
            default:
                var any = Pick(AllOperators);
                return Infix(Vector(depth - 1), any, Vector(depth - 1), Chance(2) ? null : JoinOn(any));
        }
    }

    private Binary Infix(Expr left, BinaryOperator op, Expr right, VectorMatching? matching)
    {
        var scalars = left.Type == ValueKind.Scalar && right.Type == ValueKind.Scalar;
        return Grouped.Infix(left, op, right, op.IsComparison() && (scalars || Chance(3)), matching);
    }

    private VectorMatching? JoinOn(BinaryOperator op)
    {
        var labels = SomeLabels();
        var on = Chance(2);
        var group = op.IsSet() ? GroupSide.None : Pick<GroupSide>([GroupSide.None, GroupSide.Left, GroupSide.Right]);
        var include = group == GroupSide.None ? [] : SomeLabels().Where(l => !labels.Contains(l)).ToValueList();
        return !on && labels.Count == 0 && group == GroupSide.None ? null : new VectorMatching(on, labels, group, include);
    }

    private Aggregation Aggregate(int depth)
    {
        var op = Pick([.. AllAggregators.Where(a => experimental || !a.IsExperimental())]);
        Expr? parameter = !op.HasParameter() ? null : op == Aggregator.CountValues ? Of(ValueKind.String, 1) : Scalar(depth - 1);
        var labels = SomeLabels();
        var without = Chance(3);
        return new Aggregation(op, Vector(depth - 1), parameter, Chance(3) || (!without && labels.Count == 0) ? null : new Grouping(without, labels));
    }

    private Call Call(Function function, int depth)
    {
        var most = function.MaximumArguments ?? function.Parameters.Count + 2;
        var count = random.Next(function.MinimumArguments, most + 1);
        var arguments = new List<Expr>();
        for (var i = 0; i < count; i++)
        {
            arguments.Add(function.Name == "info" && i == 1
                ? new VectorSelector(null, Matchers())
                : Of(function.Parameters[Math.Min(i, function.Parameters.Count - 1)], depth - 1));
        }

        return new Call(function, arguments.ToValueList());
    }

    private VectorSelector Selector() => Chance(8)
        ? new VectorSelector(null, [LabelMatcher.Equal(LabelMatcher.MetricName, "my.metric"), .. Matchers()], Shift())
        : new VectorSelector(Pick(Metrics), Matchers(), Shift());

    private ValueList<LabelMatcher> Matchers()
    {
        var matchers = new List<LabelMatcher>();
        while (Chance(2) && matchers.Count < 4)
        {
            var op = Pick<MatchOperator>([MatchOperator.Equal, MatchOperator.NotEqual, MatchOperator.Matches, MatchOperator.DoesNotMatch]);
            matchers.Add(new LabelMatcher(Pick(Labels), op, op >= MatchOperator.Matches ? Pick(Patterns) : Pick(Texts)));
        }

        return matchers.ToValueList();
    }

    private TimeShift Shift()
    {
        DurationExpr? offset = !Chance(4) ? null : Chance(3) ? new DurationLiteral(-Duration()) : Arithmetic(Duration());
        AtModifier? at = !Chance(6) ? null
            : Pick<AtModifier>([new AtModifier(AtKind.Start), new AtModifier(AtKind.End), new AtModifier(AtKind.Timestamp, random.NextInt64(-10_000, 2_000_000_000_000))]);
        return new TimeShift(offset, at);
    }

    private DurationExpr Range() => Arithmetic(Duration());

    private DurationExpr Arithmetic(Duration value)
    {
        DurationExpr literal = value;
        if (!experimental || !Chance(4))
        {
            return literal;
        }

        DurationExpr other = Chance(2) ? new DurationNumber(random.Next(1, 9)) : Duration();
        DurationExpr sum = new DurationParen(new DurationBinary(literal, Pick([.. AllOperators[..6]]), other));
        return Chance(2) ? sum : new DurationBinary(sum, BinaryOperator.Multiply, new DurationNumber(2));
    }

    private Duration Duration() => Analytics.PromQL.Duration.FromMilliseconds(Pick<long>(
        [1, 500, 1000, 30_000, 300_000, 3_600_000, 5_400_000, 86_400_000, 604_800_000, 31_536_000_000, random.NextInt64(1, 1_000_000_000)]));

    private ValueList<string> SomeLabels() => Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Labels)).Distinct().ToValueList();

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    private T Pick<T>(T[] items) => items[random.Next(items.Length)];
}
