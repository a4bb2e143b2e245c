using System.Globalization;
using Spectre.Console;

namespace Analytics.Cli.Stats.Output;

/// <summary>Plain tables for people. Null is printed as a dash.</summary>
internal static class Tables
{
    public static Table Of(string? title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        if (title is not null)
        {
            table.Title = new TableTitle(Markup.Escape(title));
        }

        for (var i = 0; i < columns.Length; i++)
        {
            table.AddColumn(new TableColumn(Markup.Escape(columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    public static void Row(this Table table, params object?[] cells) => table.AddRow([.. cells.Select(cell => new Text(Show(cell)))]);

    public static void Print(this Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 160;
        }

        console.Write(table);
    }

    private static string Show(object? cell) => cell switch
    {
        null => "-",
        double number => double.IsFinite(number) ? number.ToString("G6", CultureInfo.InvariantCulture) : "-",
        decimal number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "-",
    };
}
