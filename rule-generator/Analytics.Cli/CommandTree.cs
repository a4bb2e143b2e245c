using System.CommandLine;
using Analytics.Cli.Access;
using Analytics.Cli.Audit;
using Analytics.Cli.Authoring;
using Analytics.Cli.Boards;
using Analytics.Cli.Events;
using Analytics.Cli.Events.Demo;
using Analytics.Cli.Jobs;
using Analytics.Cli.Privacy;
using Analytics.Cli.PromQL;
using Analytics.Cli.Routes;
using Analytics.Cli.Slo;
using Analytics.Cli.Stack;
using Analytics.Cli.Stats;

namespace Analytics.Cli;

/// <summary>All commands, in the order in which a newcomer needs them. One line a family; each family is a folder with one file a command.</summary>
internal static class CommandTree
{
    public static RootCommand Create(TimeProvider time)
    {
        var root = new RootCommand(
            """
            Brings product, business, AI and fitness data into OpenTelemetry, Prometheus, Alertmanager and Grafana.

            Examples:
              ./analytics up --demo          the whole stack, with data that tells a story
              ./analytics check              what a pull request must pass
              ./analytics events --help      the commands of a family
            """);
        Command[] commands =
        [
            .. StackCommands.All(time),
            EventsCommand.Create(time),
            JobsCommand.Create(time),
            .. AuthoringCommands.All(),
            RoutesCommands.Create(),
            SloCommands.Create(),
            BoardsCommand.Create(),
            PromqlCommands.Create(),
            StatsCommand.Create(),
            AccessCommand.Create(time),
            PrivacyCommand.Create(time),
            AuditCommand.Create(time),
            DemoCommand.Create(),
        ];
        Array.ForEach(commands, root.Add);
        return root;
    }
}
