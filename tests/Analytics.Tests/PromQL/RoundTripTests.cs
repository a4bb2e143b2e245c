using Analytics.PromQL.Parsing;
using Analytics.PromQL.Printing;
using Analytics.Testing.PromQL;

namespace Analytics.Tests.PromQL;

/// <summary>Printing and reading are inverse to each other, for both forms of text, on thousands of generated trees.</summary>
public sealed class RoundTripTests
{
    private const int Trees = 10_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_printed_is_read_back_to_the_same_tree(bool experimental)
    {
        var options = experimental ? ParseOptions.Everything : ParseOptions.Default;
        for (var seed = 0; seed < Trees; seed++)
        {
            var random = new Random(seed);
            var tree = new ExpressionGenerator(random, experimental).Next(random.Next(1, 6));
            foreach (var text in (string[])[CanonicalPrinter.Print(tree), PrettyPrinter.Print(tree)])
            {
                var result = Parser.Parse(text, options);
                Assert.True(result.Error is null, $"seed {seed}: {text}\n{result.Error}");
                Assert.True(tree.Equals(result.Expression), $"seed {seed}: {text}\nwas read as {result.Expression}");
                Assert.Equal(tree.GetHashCode(), result.Expression!.GetHashCode());
            }
        }
    }

    [Fact]
    public void What_is_read_from_damaged_text_is_printed_and_read_back_to_the_same_tree()
    {
        var read = 0;
        for (var seed = 0; seed < Trees; seed++)
        {
            var random = new Random(seed);
            var mutator = new ExpressionMutator(random);
            var text = seed % 4 == 0 ? mutator.Row() : mutator.Damage(CanonicalPrinter.Print(new ExpressionGenerator(random, true).Next(random.Next(1, 4))));
            if (Parser.Parse(text, ParseOptions.Everything).Expression is not { } tree)
            {
                continue;
            }

            read++;
            var printed = CanonicalPrinter.Print(tree);
            var again = Parser.Parse(printed, ParseOptions.Everything);
            Assert.True(tree.Equals(again.Expression), $"seed {seed}: {text}\nprinted as {printed}\nread as {again.Expression}{again.Error}");
        }

        Assert.InRange(read, Trees / 10, Trees);
    }

    [Fact]
    public void Every_node_knows_its_place()
    {
        const string Source = "  sum by (job) ( rate(a{x=\"1\"}[5m] offset 1m) ) / - b";
        var division = Assert.IsType<Analytics.PromQL.Syntax.Binary>(Parser.Parse(Source).Expression);
        Assert.Equal("sum by (job) ( rate(a{x=\"1\"}[5m] offset 1m) ) / - b", Source[division.Span.Start..division.Span.End]);
        var sum = Assert.IsType<Analytics.PromQL.Syntax.Aggregation>(division.Left);
        Assert.Equal("sum by (job) ( rate(a{x=\"1\"}[5m] offset 1m) )", Source[sum.Span.Start..sum.Span.End]);
        var range = Assert.IsType<Analytics.PromQL.Syntax.MatrixSelector>(Assert.IsType<Analytics.PromQL.Syntax.Call>(sum.Operand).Arguments[0]);
        Assert.Equal("a{x=\"1\"}[5m] offset 1m", Source[range.Span.Start..range.Span.End]);
        Assert.Equal("x=\"1\"", Source[range.Selector.Matchers[0].Span.Start..range.Selector.Matchers[0].Span.End]);
        Assert.Equal("- b", Source[division.Right.Span.Start..division.Right.Span.End]);
    }
}
