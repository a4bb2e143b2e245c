using System.CommandLine;

namespace Analytics.Cli.Routes;

/// <summary>`routes`: who hears of which alert.</summary>
internal static class RoutesCommands
{
    public static Command Create() => new("routes", "Who hears of an alert, how soon, and when nobody does: the routing as a tree, one alert explained, page tests in batch.")
    {
        ShowCommand.Create(), ExplainCommand.Create(), TestCommand.Create(),
    };
}
