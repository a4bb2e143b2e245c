using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.PromQL.Analysis;

namespace Analytics.Cli.PromQL;

/// <summary><c>analytics promql explain</c>: what an expression computes, in words.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var input = new ExpressionInput();
        var command = input.AddTo(new Command("explain", """
            Says in words what an expression computes, step by step, and what becomes of each label: exactly, where the
            catalog or a recording of ours knows the metric.
              Example: analytics promql explain 'sum(rate(analytics_platform_api_requests_total[5m]))'
              Example: analytics promql explain 'histogram_quantile(0.9, sum by (le) (rate(took_bucket[5m])))'
            """));
        command.SetAction(async (parsed, cancel) =>
        {
            if (await input.Parse(parsed, cancel) is not { } expr)
            {
                return ExitCodes.Finding;
            }

            await Console.Out.WriteLineAsync(Explainer.Explain(expr, HouseKnowledge.Analyse(expr)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
