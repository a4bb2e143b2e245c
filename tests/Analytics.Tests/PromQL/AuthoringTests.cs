using System.Reflection;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Tests.PromQL;

/// <summary>Typed C# gives the PromQL that one would have written by hand.</summary>
public sealed class AuthoringTests
{
    private static readonly Selector Requests = Promql.Metric("http_requests_total");
    private static readonly Selector Errors = Requests.WhereMatches("status", "5..");

    [Fact]
    public void Rate_by_job_reads_as_in_the_manual() =>
        Is("sum by (job) (rate(http_requests_total[5m]))", Requests.Range(5.Minutes()).Rate().SumBy("job"));

    [Fact]
    public void Error_ratio_with_a_threshold() =>
        Is("""sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05""",
            Errors.Range(5.Minutes()).Rate().Sum() / Requests.Range(5.Minutes()).Rate().Sum() > 0.05);

    [Fact]
    public void Operands_get_the_parentheses_that_the_tree_needs()
    {
        Is("(a + b) * c", (Metric("a") + Metric("b")) * Metric("c"));
        Is("a + b * c", Metric("a") + Metric("b") * Metric("c"));
        Is("a - (b - c)", Metric("a") - (Metric("b") - Metric("c")));
        Is("a - b - c", Metric("a") - Metric("b") - Metric("c"));
        Is("(a ^ b) ^ c", Metric("a").Power(Metric("b")).Power(Metric("c")));
        Is("a ^ b ^ c", Metric("a").Power(Metric("b").Power(Metric("c"))));
        Is("(-a) ^ 2", (-Metric("a")).Power(2));
        Is("(-2) ^ 2", ((Scalar)(-2)).Power(2));
        Is("-(a + b)", -(Metric("a") + Metric("b")));
        Is("-a * b", -Metric("a") * Metric("b"));
        Is("(a + b)[1h:5m]", (Metric("a") + Metric("b")).Subquery(1.Hours(), 5.Minutes()));
        Is("a and b or c", Metric("a").And(Metric("b")).Or(Metric("c")));
        Is("a and (b or c)", Metric("a").And(Metric("b").Or(Metric("c"))));
    }

    [Fact]
    public void Joins_say_their_labels_and_their_many_side()
    {
        Is("a * on (instance) group_left (team) b", (Metric("a") * Metric("b")).On("instance").GroupLeft("team"));
        Is("a / ignoring (code) group_right () b", (Metric("a") / Metric("b")).Ignoring("code").GroupRight());
        Is("a and on () b", Metric("a").And(Metric("b")).On());
        Is("a > bool on (x) b", (Metric("a") > Metric("b")).AsBool().On("x"));
        Is("a == bool 1", Metric("a").EqualTo(1).AsBool());
        Is("a - b", (Metric("a") - Metric("b")).Ignoring());
    }

    [Fact]
    public void A_label_joined_on_cannot_be_copied_as_well() =>
        Assert.Throws<ArgumentException>(() => (Metric("a") * Metric("b")).On("x").GroupLeft("x"));

    [Fact]
    public void Selectors_move_in_time_and_take_any_name()
    {
        Is("a[5m] @ end() offset 1d", Metric("a").Offset(1.Days()).AtEnd().Range(5.Minutes()));
        Is("a @ 1700000000.000 offset -1h30m", Metric("a").At(1_700_000_000_000).Offset(-(1.Hours() + 30.Minutes())));
        Is("""{"http.route"="/x",__name__="http.server.duration"}""", Promql.Metric("http.server.duration").Where("http.route", "/x"));
        Is("""{__name__="bool"}""", Metric("bool"));
        Is("sum", Metric("sum"));
        Is("""a{x!="1",y!~"2"}""", Metric("a").WhereDoesNotMatch("y", "2").WhereNot("x", "1"));
    }

    [Fact]
    public void Functions_and_aggregators_take_what_they_need()
    {
        Is("""histogram_quantile(0.95, sum by (le) (rate(d_bucket[5m])))""",
            Promql.HistogramQuantile(0.95, Metric("d_bucket").Range(5.Minutes()).Rate().SumBy("le")));
        Is("topk by (job) (5, a)", Metric("a").TopK(5).By("job"));
        Is("""count_values without (x) ("version", a)""", Metric("a").CountValues("version").Without("x"));
        Is("""label_replace(a, "b", "$1", "c", "(.*)")""", Metric("a").LabelReplace("b", "$1", "c", "(.*)"));
        Is("""label_join(a, "b", "-", "c", "d")""", Metric("a").LabelJoin("b", "-", "c", "d"));
        Is("a or vector(0)", Metric("a").Or(Promql.Vector(0)));
        Is("time() - timestamp(a) > 10m", Promql.Time() - Metric("a").Timestamp() > 10.Minutes());
        Is("hour() > bool 5", (Promql.Hour() > 5).AsBool());
        Is("scalar(a) > bool 14.4", Metric("a").ToScalar() > 14.4m);
        Is("sum without () (a)", Metric("a").Sum().Without());
        Is("sum(a)", Metric("a").SumBy());
    }

    [Fact]
    public void Rate_of_an_instant_vector_does_not_compile()
    {
        // What this holds: no overload of Rate takes anything but a range, and nothing converts a vector into one.
        var overloads = typeof(Promql).GetMethods().Where(m => m.Name == nameof(Promql.Rate));
        Assert.All(overloads, m => Assert.Equal(typeof(RangeVector), m.GetParameters().Single().ParameterType));
        Assert.False(typeof(InstantVector).IsAssignableTo(typeof(RangeVector)));
        Type[] types = [typeof(InstantVector), typeof(RangeVector), typeof(Selector)];
        Assert.DoesNotContain(
            types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static)), m => m.Name is "op_Implicit" && m.ReturnType == typeof(RangeVector));
    }

    [Fact]
    public void A_tree_of_another_kind_is_refused() => Assert.Throws<ArgumentException>(() => new Scalar(Metric("a").Syntax));

    [Fact]
    public void Equality_is_of_trees_and_ignores_places()
    {
        var placed = (Metric("a") + Metric("b")).Syntax with { Span = new Span(3, 8) };
        Assert.Equal((Metric("a") + Metric("b")).Syntax, placed);
        Assert.NotEqual((Metric("a") + Metric("c")).Syntax, placed);
        Assert.Equal(Metric("a").Where("x", "1").Where("y", "2").Syntax, Metric("a").Where("y", "2").Where("x", "1").Syntax);
    }

    private static Selector Metric(string name) => Promql.Metric(name);

    private static void Is(string expected, TypedExpression actual) => Assert.Equal(expected, actual.ToString());
}
