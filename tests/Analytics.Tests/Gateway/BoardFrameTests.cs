using System.Text.Json.Nodes;
using Analytics.Gateway.Queries.Boards;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;
using Analytics.Testing.Peers;

namespace Analytics.Tests.Gateway;

public sealed class BoardFrameTests
{
    private static readonly DateTimeOffset To = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private static readonly Board Own = new((JsonObject)JsonNode.Parse("""
        {"uid":"b","panels":[],"templating":{"list":[
            {"name":"datasource","type":"datasource"},
            {"name":"model","type":"custom","query":"workout,nutrition","includeAll":true,"multi":true},
            {"name":"country","type":"custom","current":{"value":"se"}},
            {"name":"window","type":"interval","current":{"value":"1h"}}]}}
        """)!, "Ai");

    [Theory]
    [InlineData("rate(x[$__rate_interval])", "rate(x[135s])")]
    [InlineData("rate(x[${__rate_interval}])", "rate(x[135s])")]
    [InlineData("avg_over_time(x[$__interval])", "avg_over_time(x[120s])")]
    [InlineData("increase(x[$__range])", "increase(x[28800s])")]
    [InlineData("x{model=~\"$model\",country=~\"${country:regex}\"}[$window]", "x{model=~\".*\",country=~\"se\"}[1h]")]
    [InlineData("x{other=\"$unknown\"}", "x{other=\"$unknown\"}")]
    public void Variables_are_filled_in_as_Grafana_does(string expression, string expected) => Assert.Equal(expected, Frame().Fill(expression));

    [Fact]
    public void Several_values_are_alternatives() =>
        Assert.Equal("x{model=~\"(workout|nutrition)\"}", Frame(("model", ["workout", "nutrition"])).Fill("x{model=~\"$model\"}"));

    [Theory]
    [InlineData("\"} or secret{a=~\"")]
    [InlineData("a\\")]
    [InlineData("a\"b\\\"c")]
    [InlineData(".*|x (y) [z] $__range")]
    public void A_chosen_value_stays_inside_its_quotation_whatever_it_is(string value)
    {
        var filled = Frame(("country", [value])).Fill("x{country=~\"$country\"}");
        var selector = Assert.IsType<VectorSelector>(Parser.Parse(filled).Expression);
        Assert.Matches($"^(?:{selector.Matchers.Single(matcher => matcher.Name == "country").Value})$", value);
    }

    [Fact]
    public void A_line_has_at_most_240_points_and_none_closer_than_the_scrapes()
    {
        Assert.Equal(TimeSpan.FromSeconds(15), new BoardFrame(Own, To.AddMinutes(-5), To, new Dictionary<string, IReadOnlyList<string>>()).Step);
        Assert.Equal(TimeSpan.FromHours(3), new BoardFrame(Own, To.AddDays(-30), To, new Dictionary<string, IReadOnlyList<string>>()).Step);
    }

    [Fact]
    public void Every_board_of_the_house_can_be_read_and_its_questions_are_PromQL_when_filled_in()
    {
        var boards = new BoardFolder(Path.Combine(StackFolder.RepositoryRoot, "dashboards")).All();
        Assert.True(boards.Count > 20);
        Assert.Equal(boards.Count, boards.Select(board => board.Id).Distinct().Count());
        foreach (var board in boards)
        {
            Assert.NotEmpty(board.Widgets);
            var frame = new BoardFrame(board, To.AddHours(-8), To, new Dictionary<string, IReadOnlyList<string>>());
            foreach (var query in board.Widgets.SelectMany(widget => widget.Queries))
            {
                Assert.True(Parser.Parse(frame.Fill(query.Expression)).Expression is not null, $"{board.Id}: {frame.Fill(query.Expression)}");
            }
        }
    }

    private static BoardFrame Frame(params (string Name, IReadOnlyList<string> Values)[] choices) =>
        new(Own, To.AddHours(-8), To, choices.ToDictionary(choice => choice.Name, choice => choice.Values));
}
