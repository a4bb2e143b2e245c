namespace Analytics.PromQL.Syntax;

/// <summary>Walking trees.</summary>
public static class Tree
{
    /// <summary>The direct parts of a node, in the order of the text.</summary>
    public static ReadOnlySpan<Expr> Children(this Expr expr) => expr switch
    {
        MatrixSelector matrix => new Expr[] { matrix.Selector },
        Subquery subquery => new[] { subquery.Operand },
        Unary unary => new[] { unary.Operand },
        Binary binary => new[] { binary.Left, binary.Right },
        Call call => call.Arguments.AsSpan(),
        Aggregation { Parameter: { } parameter } aggregation => new[] { parameter, aggregation.Operand },
        Aggregation aggregation => new[] { aggregation.Operand },
        Paren paren => new[] { paren.Inner },
        _ => [],
    };

    /// <summary>The node with other direct parts: as many as <see cref="Children"/> has, in its order.</summary>
    public static Expr WithChildren(this Expr expr, IReadOnlyList<Expr> parts) => expr switch
    {
        MatrixSelector matrix => matrix with { Selector = (VectorSelector)parts[0] },
        Subquery subquery => subquery with { Operand = parts[0] },
        Unary unary => unary with { Operand = parts[0] },
        Binary binary => binary with { Left = parts[0], Right = parts[1] },
        Call call => call with { Arguments = parts.ToValueList() },
        Aggregation { Parameter: not null } aggregation => aggregation with { Parameter = parts[0], Operand = parts[1] },
        Aggregation aggregation => aggregation with { Operand = parts[0] },
        Paren paren => paren with { Inner = parts[0] },
        _ => expr,
    };

    /// <summary>The node and everything below it, the node first.</summary>
    public static IEnumerable<Expr> Descend(this Expr expr)
    {
        var open = new Stack<Expr>();
        open.Push(expr);
        while (open.TryPop(out var next))
        {
            yield return next;
            PushChildren(open, next);
        }
    }

    /// <summary>The node without the parentheses around it.</summary>
    public static Expr Bare(this Expr expr)
    {
        while (expr is Paren paren)
        {
            expr = paren.Inner;
        }

        return expr;
    }

    private static void PushChildren(Stack<Expr> open, Expr expr)
    {
        var children = expr.Children();
        for (var i = children.Length - 1; i >= 0; i--)
        {
            open.Push(children[i]);
        }
    }
}
