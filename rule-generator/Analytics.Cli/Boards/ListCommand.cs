using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Shell;
using Analytics.Dashboards;

namespace Analytics.Cli.Boards;

/// <summary>`boards list`: which boards there are, for whom, and which questions they answer.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Answer as JSON." };
        var command = new Command("list",
            """
            List every board with the questions that it answers.

            Example:
              ./analytics boards list
            """) { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(BoardIndex.All.Select(file => new
                {
                    uid = file.Board.Uid,
                    title = file.Board.Title,
                    folder = file.Folder,
                    path = file.Path,
                    panels = file.Board.Panels.Count(),
                    questions = file.Board.Rows.Select(row => row.Question),
                })));
                return ExitCodes.Ok;
            }

            foreach (var file in BoardIndex.All)
            {
                Console.WriteLine($"{file.Board.Uid}  {file.Board.Title}  ({file.Folder}, {file.Board.Panels.Count()} panels)");
                file.Board.Rows.ToList().ForEach(row => Console.WriteLine($"  - {row.Question}"));
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
