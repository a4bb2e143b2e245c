using System.Text;
using System.Text.Json.Nodes;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;

namespace Analytics.Integration.Tests.PromQL;

/// <summary>Our trees in the words of the server's <c>/api/v1/parse_query</c>.</summary>
internal static class ServerTree
{
    public static JsonNode Of(Expr expr) => expr switch
    {
        NumberLiteral number => new JsonObject { ["type"] = "numberLiteral", ["val"] = NumberFormat.Write(new StringBuilder(), number.Value).ToString() },
        StringLiteral text => new JsonObject { ["type"] = "stringLiteral", ["val"] = Text(text.Value) },
        VectorSelector selector => Selector(selector, "vectorSelector"),
        MatrixSelector matrix => With(Selector(matrix.Selector, "matrixSelector"), "range", Milliseconds(matrix.Range)),
        Subquery subquery => With(With(Shifted(subquery.Shift, new JsonObject { ["type"] = "subquery", ["expr"] = Of(subquery.Operand) }),
            "range", Milliseconds(subquery.Range)), "step", Milliseconds(subquery.Step)),
        Unary unary => new JsonObject { ["type"] = "unaryExpr", ["op"] = unary.Operator == UnaryOperator.Minus ? "-" : "+", ["expr"] = Of(unary.Operand) },
        Binary binary => new JsonObject
        {
            ["type"] = "binaryExpr", ["op"] = binary.Operator.Symbol(), ["lhs"] = Of(binary.Left), ["rhs"] = Of(binary.Right), ["bool"] = binary.ReturnBool,
            ["matching"] = Matching(binary),
        },
        Call call => new JsonObject
        {
            ["type"] = "call",
            ["func"] = new JsonObject
            {
                ["name"] = call.Function.Name, ["variadic"] = call.Function.Variadic, ["returnType"] = call.Function.Returns.ApiName(),
                ["argTypes"] = new JsonArray([.. call.Function.Parameters.Select(p => JsonValue.Create(p.ApiName()))]),
            },
            ["args"] = new JsonArray([.. call.Arguments.Select(Of)]),
        },
        Aggregation aggregation => new JsonObject
        {
            ["type"] = "aggregation", ["op"] = aggregation.Operator.Name(), ["expr"] = Of(aggregation.Operand),
            ["param"] = aggregation.Parameter is { } parameter ? Of(parameter) : null,
            ["grouping"] = Texts(aggregation.Grouping?.Labels ?? []), ["without"] = aggregation.Grouping is { Without: true },
        },
        _ => new JsonObject { ["type"] = "parenExpr", ["expr"] = Of(((Paren)expr).Inner) },
    };

    private static JsonObject Selector(VectorSelector selector, string type)
    {
        var matchers = selector.Matchers.AsEnumerable();
        if (selector.Name is { } name)
        {
            matchers = matchers.Append(LabelMatcher.Equal(LabelMatcher.MetricName, name));
        }

        var nodes = matchers.Select(m => (JsonNode)new JsonObject
        {
            ["name"] = Text(m.Name),
            ["type"] = m.Operator switch { MatchOperator.Equal => "=", MatchOperator.NotEqual => "!=", MatchOperator.Matches => "=~", _ => "!~" },
            ["value"] = Text(m.Value),
        });
        return Shifted(selector.Shift, new JsonObject
        {
            ["type"] = type, ["name"] = selector.Name ?? "", ["matchers"] = new JsonArray([.. nodes.OrderBy(m => m.ToJsonString(), StringComparer.Ordinal)]),
        });
    }

    private static JsonObject Shifted(TimeShift shift, JsonObject node)
    {
        node["offset"] = Milliseconds(shift.Offset);
        node["timestamp"] = shift.At is { Kind: AtKind.Timestamp, Milliseconds: var milliseconds } ? milliseconds : null;
        node["startOrEnd"] = shift.At switch { { Kind: AtKind.Start } => "start", { Kind: AtKind.End } => "end", _ => null };
        return node;
    }

    private static JsonObject? Matching(Binary binary)
    {
        if (binary.Left.Type != ValueKind.InstantVector || binary.Right.Type != ValueKind.InstantVector)
        {
            return null;
        }

        var matching = binary.Matching;
        return new JsonObject
        {
            ["card"] = binary.Operator.IsSet() ? "many-to-many"
                : matching?.Group switch { GroupSide.Left => "many-to-one", GroupSide.Right => "one-to-many", _ => "one-to-one" },
            ["labels"] = Texts(matching?.Labels ?? []), ["on"] = matching is { On: true }, ["include"] = Texts(matching?.Include ?? []),
        };
    }

    /// <summary>The server tells 0 for a duration that is an expression, and for none.</summary>
    private static long Milliseconds(DurationExpr? duration) => duration is DurationLiteral literal ? literal.Value.Milliseconds : 0;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(Text(t)))]);

    /// <summary>Bytes that are no UTF-8 become U+FFFD in JSON.</summary>
    private static string Text(string text) => string.Concat(text.EnumerateRunes().Select(r => r.ToString()));

    private static JsonObject With(JsonObject node, string property, long value)
    {
        node[property] = value;
        return node;
    }
}
