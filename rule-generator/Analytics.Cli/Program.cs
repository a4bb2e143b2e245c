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
using Analytics.Cli.Shell;
using Analytics.Cli.Slo;
using Analytics.Cli.Stack;
using Analytics.Cli.Stats;

// One line a command family; each family is a folder with one file a command.
var root = new RootCommand("Brings product, business, AI and fitness data into OpenTelemetry, Prometheus, Alertmanager and Grafana.")
{
    AccessCommand.Create(TimeProvider.System),
    AuditCommand.Create(),
    BoardsCommand.Create(),
    EventsCommand.Create(TimeProvider.System),
    PromqlCommands.Create(),
    RoutesCommands.Create(),
    DemoCommand.Create(),
    SloCommands.Create(),
    JobsCommand.Create(TimeProvider.System),
    PrivacyCommand.Create(TimeProvider.System),
    StatsCommand.Create(),
};
AuthoringCommands.All().ToList().ForEach(root.Add);
StackCommands.All(TimeProvider.System).ToList().ForEach(root.Add);

return await CommandRunner.Run(root, args);
