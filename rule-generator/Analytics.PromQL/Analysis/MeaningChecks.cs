using System.Globalization;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Functions used on the wrong kind of metric, comparisons that no value passes, and units that do not go together.</summary>
internal static class MeaningChecks
{
    public static void Run(Expr expr, ExpressionAnalysis analysis)
    {
        switch (expr)
        {
            case Call { Function.Name: "rate" or "increase" or "irate" or "resets" } call:
                CheckRate(call, analysis);
                break;
            case Call { Function.Name: "delta" or "idelta" or "deriv" or "predict_linear" or "double_exponential_smoothing" } call
                when analysis[call.Arguments[0]].Kind == MetricKind.Counter:
                analysis.Report("promql/delta-on-counter", isError: true, call.Span,
                    $"{call.Function.Name}() is for gauges, but {Subject(call)} is a counter, which resets; use rate() or increase()");
                break;
            case Binary binary when binary.Operator.IsComparison():
                CheckNeverTrue(binary, analysis);
                CheckRawCounter(binary, analysis);
                CheckUnits(binary, analysis);
                break;
            case Binary { Operator: BinaryOperator.Add or BinaryOperator.Subtract } binary:
                CheckUnits(binary, analysis);
                break;
        }
    }

    private static void CheckRate(Call call, ExpressionAnalysis analysis)
    {
        var name = call.Function.Name;
        if (call.Arguments[0].Bare() is Subquery subquery && subquery.Operand.Bare() is Aggregation aggregation && !aggregation.Operator.KeepsSeries())
        {
            analysis.Report("promql/sum-before-rate", isError: true, call.Span,
                $"{name}() of {aggregation.Operator.Name()}() sees no reset of a single counter; take the {name} first: {aggregation.Operator.Name()}({name}(…))");
        }
        else if (analysis[call.Arguments[0]].Kind == MetricKind.Gauge)
        {
            analysis.Report("promql/rate-on-gauge", isError: true, call.Span,
                $"{name}() is for counters, but {Subject(call)} is a gauge: each fall would count as a reset; use delta() or deriv()");
        }
    }

    private static void CheckNeverTrue(Binary binary, ExpressionAnalysis analysis)
    {
        var (left, right) = (analysis[binary.Left].Values, analysis[binary.Right].Values);
        var never = binary.Operator switch
        {
            BinaryOperator.Greater => left.High <= right.Low,
            BinaryOperator.GreaterOrEqual => left.High < right.Low,
            BinaryOperator.Less => left.Low >= right.High,
            BinaryOperator.LessOrEqual => left.Low > right.High,
            BinaryOperator.Equal => left.High < right.Low || left.Low > right.High,
            _ => left.IsPoint && left == right,
        };
        if (!never)
        {
            return;
        }

        analysis.Report("promql/never-true", isError: true, binary.Span,
            $"{Described(left)} {binary.Operator.Symbol()} {Described(right)} never holds{OtherUnit(left, right, analysis[binary.Left].Unit)}");
    }

    /// <summary>What the number may have meant: percent where the values are ratios, milliseconds where they are seconds.</summary>
    private static string OtherUnit(ValueRange left, ValueRange right, Unit? unit) => (left, right, unit) switch
    {
        ({ High: var most }, { IsPoint: true, Low: > 0 and var number }, { } seconds) when seconds == Unit.Second && number / 1000 <= most =>
            string.Create(CultureInfo.InvariantCulture, $"; in seconds {number} ms is {number / 1000}"),
        ({ Low: 0, High: 1 }, { IsPoint: true, Low: > 1 and <= 100 and var number }, _) => string.Create(CultureInfo.InvariantCulture, $"; as a ratio {number} % is {number / 100}"),
        _ => "",
    };

    private static void CheckRawCounter(Binary binary, ExpressionAnalysis analysis)
    {
        var (counter, other) = analysis[binary.Left].Kind == MetricKind.Counter ? (binary.Left, binary.Right) : (binary.Right, binary.Left);
        if (analysis[counter].Kind == MetricKind.Counter && other.Type == ValueKind.Scalar)
        {
            analysis.Report("promql/raw-counter", isError: false, binary.Span,
                $"'{counter.Bare()}' is a counter: it only grows, and starts over with each restart; compare its rate() or increase()");
        }
    }

    private static void CheckUnits(Binary binary, ExpressionAnalysis analysis)
    {
        var (left, right) = (analysis[binary.Left].Unit, analysis[binary.Right].Unit);
        if (left is not null && right is not null && left != right)
        {
            var verb = binary.Operator.IsComparison() ? "compared" : binary.Operator == BinaryOperator.Add ? "added" : "subtracted";
            analysis.Report("promql/unit-mismatch", isError: true, binary.Span,
                $"{Named(left)} and {Named(right)} are {verb}; convert one of them");
        }
    }

    private static string Subject(Call call) =>
        call.Arguments[0].Descend().OfType<VectorSelector>().Select(ExpressionAnalysis.NameOf).FirstOrDefault(n => n is not null) ?? "the operand";

    private static string Named(Unit unit) => unit.ToString() switch
    {
        "1" => "a ratio or count (1)", "%" => "percent (%)", "s" => "seconds (s)", "ms" => "milliseconds (ms)", "us" => "microseconds (us)",
        "ns" => "nanoseconds (ns)", "By" => "bytes (By)", var code => code,
    };

    private static string Described(ValueRange values) => values switch
    {
        { IsPoint: true } => Number(values.Low),
        { High: double.PositiveInfinity } => $"a value of at least {Number(values.Low)}",
        { Low: double.NegativeInfinity } => $"a value of at most {Number(values.High)}",
        _ => $"a value from {Number(values.Low)} to {Number(values.High)}",
    };

    private static string Number(double value) => new NumberLiteral(value).ToString();
}
