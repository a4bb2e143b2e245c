using System.CommandLine;
using System.Text;
using Analytics.Cli.Shell;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;
using ParseResult = System.CommandLine.ParseResult;

namespace Analytics.Cli.PromQL;

/// <summary>What the three commands share: the expression on the command line or on standard input, and the server's feature flags.</summary>
internal sealed class ExpressionInput
{
    public Argument<string?> Expression { get; } = new("EXPR")
    {
        Description = "The expression; - or nothing: read standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> Features { get; } = new("--enable-feature")
    {
        Description = "As the server's: promql-experimental-functions, promql-duration-expr; separated by commas.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON object, for another program." };

    public Command AddTo(Command command)
    {
        command.Add(Expression);
        command.Add(Features);
        return command;
    }

    public ParseOptions Options(ParseResult parsed)
    {
        var options = ParseOptions.Default;
        foreach (var feature in (parsed.GetValue(Features) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            options = feature switch
            {
                "promql-experimental-functions" => options with { ExperimentalFunctions = true },
                "promql-duration-expr" => options with { DurationExpressions = true },
                _ => throw CommandFailure.Usage($"unknown feature '{feature}'", "known: promql-experimental-functions, promql-duration-expr"),
            };
        }

        return options;
    }

    /// <summary>The text, at most a little longer than what the parser takes.</summary>
    public async Task<string> Read(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Expression) is { } text and not "-")
        {
            return text;
        }

        var source = new StringBuilder();
        var buffer = new char[64 * 1024];
        int count;
        while (source.Length <= Parser.LongestSource && (count = await Console.In.ReadAsync(buffer, cancel)) > 0)
        {
            source.Append(buffer, 0, count);
        }

        return source.ToString();
    }

    /// <summary>The tree, or null after the error went to standard error.</summary>
    public async Task<Expr?> Parse(ParseResult parsed, CancellationToken cancel)
    {
        var result = Parser.Parse(await Read(parsed, cancel), Options(parsed));
        if (result.Error is { } error)
        {
            await Console.Error.WriteLineAsync(error.ToString());
        }

        return result.Expression;
    }
}
