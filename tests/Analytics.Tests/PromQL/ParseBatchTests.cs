using System.Text;
using System.Text.Json;
using Analytics.Cli.PromQL;
using Analytics.PromQL.Parsing;

namespace Analytics.Tests.PromQL;

/// <summary><c>promql parse --ndjson</c>: every line is answered, in order, whatever it holds.</summary>
public sealed class ParseBatchTests
{
    [Fact]
    public async Task Each_line_is_answered_in_order()
    {
        var answers = await Run("""
            {"expr": "sum by(job)(rate(a{x=\"1\"}[5m]))"}
            {"expr": "rate(a)"}

            {"other": 1, "expr": "1 + 2"}
            """);
        Assert.Equal(
            [
                """{"ok":true,"type":"vector","canonical":"sum by (job) (rate(a{x=\"1\"}[5m]))","labels":{"guaranteed":[],"possible":["job"],"impossible":[],"others":"impossible"}}""",
                """{"ok":false,"error":"expected type range vector in call to function \"rate\", got instant vector","line":1,"column":6}""",
                """{"ok":true,"type":"scalar","canonical":"1 + 2","labels":null}""",
            ], answers);
    }

    [Fact]
    public async Task A_byte_order_mark_and_carriage_returns_are_passed_over() =>
        Assert.All(await Run("\ufeff{\"expr\": \"up\"}\r\n\r\n{\"expr\": \"up\"}\r\n"), answer => Assert.StartsWith("{\"ok\":true", answer, StringComparison.Ordinal));

    [Theory]
    [InlineData("not JSON", "not JSON")]
    [InlineData("{\"expr\": 5}", "not an object with a text")]
    [InlineData("[]", "not an object with a text")]
    [InlineData("{}", "not an object with a text")]
    [InlineData("{\"expr\": \"a\"", "not JSON")]
    [InlineData("{\"expr\": \"\\ud800\"}", "not JSON")]
    [InlineData("{\"expr\": \"\"}", "no expression")]
    public async Task A_bad_line_is_an_answer_and_harms_no_other(string line, string error)
    {
        var answers = await Run($"{line}\r\n{{\"expr\":\"up\"}}");
        Assert.Equal(2, answers.Count);
        using var first = JsonDocument.Parse(answers[0]);
        Assert.False(first.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains(error, first.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"canonical\":\"up\"", answers[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_fifty_megabytes_is_refused_in_bounded_memory()
    {
        var input = Encoding.UTF8.GetBytes("{\"expr\":\"" + new string('(', 50 * 1024 * 1024) + "\"}\n{\"expr\":\"up\"}\n");
        using var output = new MemoryStream();
        await ParseBatch.Run(new MemoryStream(input), output, ParseOptions.Default, TestContext.Current.CancellationToken);
        var answers = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, answers.Length);
        Assert.Contains("line longer than", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"ok\":true", answers[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_does_not_wait_for_the_next_line()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        var answers = new System.IO.Pipelines.Pipe();
        var cancel = TestContext.Current.CancellationToken;
        var run = ParseBatch.Run(pipe.Reader.AsStream(), answers.Writer.AsStream(), ParseOptions.Default, cancel);
        await pipe.Writer.WriteAsync("{\"expr\":\"up\"}\n"u8.ToArray(), cancel);
        using var reader = new StreamReader(answers.Reader.AsStream());
        Assert.Contains("\"ok\":true", await reader.ReadLineAsync(cancel), StringComparison.Ordinal);
        await pipe.Writer.CompleteAsync();
        await run;
    }

    private static async Task<IReadOnlyList<string>> Run(string input)
    {
        using var output = new MemoryStream();
        await ParseBatch.Run(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, ParseOptions.Default, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
