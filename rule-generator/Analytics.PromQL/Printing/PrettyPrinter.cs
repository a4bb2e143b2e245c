using System.Text;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Printing;

/// <summary>Writes an expression over several lines when it is long, exactly as <c>promtool promql format</c> and the server's
/// <c>/api/v1/format_query</c> do: a node of more than 100 bytes puts its operands on lines of their own, two spaces deeper.</summary>
public static class PrettyPrinter
{
    private const int LongestLine = 100;

    public static string Print(Expr expr)
    {
        var to = new StringBuilder();
        Write(to, expr, 0);
        return to.ToString();
    }

    private static StringBuilder Write(StringBuilder to, Expr expr, int level)
    {
        if (expr is Subquery subquery)
        {
            return WriteSubquery(to, subquery, level);
        }

        Indent(to, level);
        if (expr is Unary unary && !Grouped.NeedsParensAfterSign(unary.Operand))
        {
            var operand = Write(new StringBuilder(), unary.Operand, level).ToString();
            return to.Append(CanonicalPrinter.Sign(unary)).Append(operand.Trim());
        }

        if (expr is NumberLiteral or StringLiteral or VectorSelector or MatrixSelector or Unary || !IsLong(expr))
        {
            return CanonicalPrinter.Write(to, expr);
        }

        return expr switch
        {
            Binary binary => WriteBinary(to, binary, level),
            Call call => WriteCall(to, call, level),
            Aggregation aggregation => WriteAggregation(to, aggregation, level),
            _ => Indent(Write(to.Append("(\n"), ((Paren)expr).Inner, level + 1).Append('\n'), level).Append(')'),
        };
    }

    /// <summary>A short subquery is not indented: a quirk of the original.</summary>
    private static StringBuilder WriteSubquery(StringBuilder to, Subquery subquery, int level) =>
        IsLong(subquery) && !Grouped.NeedsParensInSubquery(subquery.Operand)
            ? CanonicalPrinter.WriteSubquerySuffix(Write(to, subquery.Operand, level), subquery)
            : CanonicalPrinter.Write(to, subquery);

    private static StringBuilder WriteBinary(StringBuilder to, Binary binary, int level)
    {
        // The indentation written before this node is the left operand's business: it goes one deeper.
        to.Length -= 2 * level;
        _ = CanonicalPrinter.StartsWithBareInfinity(binary)
            ? Indent(to, level + 1).Append("Inf\n")
            : WriteOperand(to, Grouped.LeftAsWritten(binary), Grouped.NeedsParensOnLeft(binary.Left, binary.Operator), level + 1).Append('\n');
        CanonicalPrinter.WriteOperator(Indent(to, level), binary).Append('\n');
        return WriteOperand(to, binary.Right, Grouped.NeedsParensOnRight(binary.Right, binary.Operator), level + 1);
    }

    private static StringBuilder WriteOperand(StringBuilder to, Expr operand, bool parens, int level) =>
        Write(to, parens ? new Paren(operand) : operand, level);

    private static StringBuilder WriteCall(StringBuilder to, Call call, int level)
    {
        to.Append(call.Function.Name).Append("(\n");
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            Write(i == 0 ? to : to.Append(",\n"), call.Arguments[i], level + 1);
        }

        return Indent(to.Append('\n'), level).Append(')');
    }

    private static StringBuilder WriteAggregation(StringBuilder to, Aggregation aggregation, int level)
    {
        CanonicalPrinter.WriteAggregator(to, aggregation).Append("(\n");
        if (aggregation.Parameter is { } parameter)
        {
            Write(to, parameter, level + 1).Append(",\n");
        }

        return Indent(Write(to, aggregation.Operand, level + 1).Append('\n'), level).Append(')');
    }

    private static StringBuilder Indent(StringBuilder to, int level) => to.Append(' ', 2 * level);

    private static bool IsLong(Expr expr) => Encoding.UTF8.GetByteCount(CanonicalPrinter.Print(expr)) > LongestLine;
}
