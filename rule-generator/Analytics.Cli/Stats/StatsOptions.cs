using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;

namespace Analytics.Cli.Stats;

/// <summary>The options that several `stats` commands share.</summary>
internal static class StatsOptions
{
    public static Option<string> Input(string columns) => new("--input")
    {
        Description = $"CSV file with a header: {columns}.",
        Required = true,
        HelpName = "FILE",
    };

    public static Option<string?> Output(string columns) => new("--output")
    {
        Description = $"CSV file to write: {columns}.",
        HelpName = "FILE",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    public static Option<int> Seed() => new("--seed") { Description = "Seed of the random choices; the same seed gives the same answer.", DefaultValueFactory = _ => 42 };

    public static Option<string> Name(string option, string defaultColumn, string what) => new(option)
    {
        Description = $"Column with {what}.",
        DefaultValueFactory = _ => defaultColumn,
        HelpName = "COLUMN",
    };

    public static Option<TimeSpan> Duration(string option, string description, TimeSpan defaultValue) => new(option)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = Durations.FromOption,
        HelpName = "DURATION",
    };

    public static Option<string?> Optional(string option, string description, string helpName) => new(option) { Description = description, HelpName = helpName };

    /// <summary>A command with its example below the description.</summary>
    public static Command Command(string name, string description, string example) => new(name, $"{description}\n\nExample:\n  {example}");

    /// <summary>The first instant that an option's date or timestamp means; null when the option is not given.</summary>
    public static long? From(string? text, string option) => text is null ? null : Parse(text, option);

    /// <summary>The last instant that an option's date (its whole day) or timestamp means; null when the option is not given.</summary>
    public static long? To(string? text, string option) =>
        text is null ? null : text.Length == 10 ? Parse(text, option) + Instants.TicksPerDay - 1 : Parse(text, option);

    private static long Parse(string text, string option) => Instants.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var ticks)
        ? ticks
        : throw CommandFailure.Usage($"{option}: '{text}' is not a date or timestamp", "Write 2025-01-31 or 2025-01-31T12:00:00Z.");
}
