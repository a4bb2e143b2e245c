using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>What becomes of labels in each node (https://prometheus.io/docs/prometheus/3.5/querying/operators/).</summary>
internal static class LabelFlow
{
    public static LabelSet Of(Expr expr, ExpressionAnalysis known) => expr switch
    {
        VectorSelector selector => OfSelector(selector, known),
        Binary binary => OfBinary(binary, known),
        Aggregation aggregation => OfAggregation(aggregation, known),
        Call call => OfCall(call, known),
        _ => known[expr.Children()[0]].Labels ?? None(expr, "a scalar has no labels"),
    };

    /// <summary>Labels that join the sides: a test by name; the empty name asks for those not named anywhere.</summary>
    public static Func<string, bool> MatchedLabels(Binary binary) => binary.Matching switch
    {
        { On: true } matching => label => matching.Labels.Contains(label),
        { } matching => label => !matching.Labels.Contains(label),
        null => _ => true,
    };

    private static LabelSet OfSelector(VectorSelector selector, ExpressionAnalysis known)
    {
        var name = ExpressionAnalysis.NameOf(selector) ?? "the selector";
        var labels = LabelSet.Of(new LabelFact(Presence.Possible, $"nothing is known of {name}", selector.Span));
        if (known.KnowledgeOf(selector) is { } metric)
        {
            labels = LabelSet.Of(new LabelFact(metric.OtherLabels ? Presence.Possible : Presence.Impossible, $"{name} does not carry it", selector.Span));
            foreach (var label in metric.Labels)
            {
                labels = labels.With(label, new LabelFact(Presence.Guaranteed, $"every series of {name} has it", selector.Span));
            }

            foreach (var label in metric.OptionalLabels)
            {
                labels = labels.With(label, new LabelFact(Presence.Possible, $"some series of {name} have it", selector.Span));
            }
        }

        foreach (var matcher in selector.Matchers)
        {
            if (Selects(matcher) is { } presence)
            {
                labels = labels.With(matcher.Name, new LabelFact(presence, $"the selector asks for {matcher}", matcher.Span,
                    matcher.Operator == MatchOperator.Equal && presence == Presence.Guaranteed ? matcher.Value : null));
            }
        }

        return labels;
    }

    /// <summary>What a condition says of the presence of its label.</summary>
    private static Presence? Selects(LabelMatcher matcher) => matcher.Operator switch
    {
        MatchOperator.Equal => matcher.Value.Length == 0 ? Presence.Impossible : Presence.Guaranteed,
        MatchOperator.NotEqual => matcher.Value.Length == 0 ? Presence.Guaranteed : null,
        MatchOperator.Matches => Parsing.Re2Syntax.Check(matcher.Value).MatchesEmpty ? null : Presence.Guaranteed,
        _ => Parsing.Re2Syntax.Check(matcher.Value).MatchesEmpty ? Presence.Guaranteed : null,
    };

    private static LabelSet OfAggregation(Aggregation aggregation, ExpressionAnalysis known)
    {
        var input = known[aggregation.Operand].Labels!;
        if (aggregation.Operator.KeepsSeries())
        {
            return input;
        }

        var op = aggregation.Operator.Name();
        var output = aggregation.Grouping switch
        {
            null => None(aggregation, $"{op}() without by keeps no label"),
            { Without: true } grouping => input.Without(grouping.Labels,
                new LabelFact(Presence.Impossible, $"{op} without ({string.Join(", ", grouping.Labels)}) drops it", aggregation.Span)),
            { } grouping => input.Only(grouping.Labels,
                new LabelFact(Presence.Impossible, $"{op} by ({string.Join(", ", grouping.Labels)}) drops it", aggregation.Span)),
        };
        if (aggregation.Grouping is null)
        {
            output = input.Only([], output.Others);
        }

        return aggregation is { Operator: Aggregator.CountValues, Parameter: StringLiteral label }
            ? output.With(label.Value, new LabelFact(Presence.Guaranteed, "count_values writes the value there", aggregation.Span))
            : output;
    }

    private static LabelSet OfBinary(Binary binary, ExpressionAnalysis known)
    {
        var (left, right) = (known[binary.Left].Labels, known[binary.Right].Labels);
        if (left is null || right is null)
        {
            return left ?? right ?? None(binary, "a scalar has no labels");
        }

        switch (binary.Operator)
        {
            case BinaryOperator.Or:
                return left.Or(right);
            case BinaryOperator.Unless:
                return left;
            case BinaryOperator.And:
                return left.MatchedWith(right, MatchedLabels(binary));
        }

        var matching = binary.Matching;
        if (matching is { Group: not GroupSide.None })
        {
            var (many, one) = matching.Group == GroupSide.Left ? (left, right) : (right, left);
            var joined = many.MatchedWith(one, MatchedLabels(binary));
            foreach (var label in matching.Include)
            {
                joined = joined.With(label, one[label]);
            }

            return joined;
        }

        var matched = left.MatchedWith(right, MatchedLabels(binary));
        return matching switch
        {
            null => matched,
            { On: true } => matched.Only(matching.Labels, new LabelFact(Presence.Impossible, $"on ({string.Join(", ", matching.Labels)}) drops it", binary.Span)),
            _ => matched.Without(matching.Labels, new LabelFact(Presence.Impossible, $"ignoring ({string.Join(", ", matching.Labels)}) drops it", binary.Span)),
        };
    }

    private static LabelSet OfCall(Call call, ExpressionAnalysis known)
    {
        var name = call.Function.Name;
        switch (name)
        {
            case "vector":
                return None(call, "vector() has no labels");
            case "absent" or "absent_over_time":
                return OfAbsent(call);
            case "histogram_quantile" or "histogram_fraction":
                return known[call.Arguments[^1]].Labels!.Without(["le"], new LabelFact(Presence.Impossible, $"{name} uses up le", call.Span));
            case "label_replace":
                return OfReplace(call, known[call.Arguments[0]].Labels!);
            case "label_join":
                return OfJoin(call, known[call.Arguments[0]].Labels!);
            case "info":
                var input = known[call.Arguments[0]].Labels!;
                return input.Or(LabelSet.Of(new LabelFact(Presence.Possible, "info() may add it", call.Span))).MatchedWith(input, input.Guaranteed.Contains);
        }

        foreach (var argument in call.Arguments)
        {
            if (known[argument].Labels is { } labels)
            {
                return labels;
            }
        }

        return None(call, $"{name}() has no labels");
    }

    /// <summary>The result carries the labels that the selector fixes, once each.</summary>
    private static LabelSet OfAbsent(Call call)
    {
        var labels = None(call, $"{call.Function.Name}() carries only what the selector fixes");
        var selector = call.Arguments[0] switch { VectorSelector vector => vector, MatrixSelector matrix => matrix.Selector, _ => null };
        foreach (var group in selector?.Matchers.GroupBy(m => m.Name, StringComparer.Ordinal) ?? [])
        {
            if (group.Count() == 1 && group.First() is { Operator: MatchOperator.Equal, Value.Length: > 0 } matcher)
            {
                labels = labels.With(group.Key, new LabelFact(Presence.Guaranteed, $"{call.Function.Name}() takes it from {matcher}", matcher.Span, matcher.Value));
            }
        }

        return labels;
    }

    private static LabelSet OfReplace(Call call, LabelSet input)
    {
        if (call.Arguments[1].Bare() is not StringLiteral target || call.Arguments[2].Bare() is not StringLiteral replacement)
        {
            return input;
        }

        var before = input[target.Value].Presence;
        var writesText = replacement.Value.Length > 0 && !replacement.Value.Contains('$');
        var after = before == Presence.Guaranteed && writesText ? Presence.Guaranteed : Presence.Possible;
        return input.With(target.Value, new LabelFact(after, "label_replace may write it", call.Span));
    }

    private static LabelSet OfJoin(Call call, LabelSet input)
    {
        var texts = call.Arguments.Skip(1).Select(a => (a.Bare() as StringLiteral)?.Value).ToList();
        if (texts.Contains(null))
        {
            return input;
        }

        var sources = texts.Skip(2).Select(label => input[label!].Presence).ToList();
        var hasText = sources.Contains(Presence.Guaranteed) || (texts[1]!.Length > 0 && sources.Count > 1);
        var fact = hasText ? Presence.Guaranteed : sources.All(s => s == Presence.Impossible) ? Presence.Impossible : Presence.Possible;
        return input.With(texts[0]!, new LabelFact(fact, "label_join writes it", call.Span));
    }

    private static LabelSet None(Expr expr, string why) => LabelSet.Of(new LabelFact(Presence.Impossible, why, expr.Span));
}
