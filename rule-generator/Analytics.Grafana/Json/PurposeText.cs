using Analytics.Grafana.Panels;

namespace Analytics.Grafana.Json;

/// <summary>The text on top of every board: what it is for, and the questions that its rows answer.</summary>
internal static class PurposeText
{
    public static TextPanel PurposePanel(this Dashboard board)
    {
        var questions = board.Rows.Select(row => "- " + row.Question);
        return new TextPanel("What this board is for", $"For: {board.Audience.Readers}", board.Purpose + "\n\n" + string.Join('\n', questions))
        {
            Height = 3 + ((board.Rows.Count + 1) / 2),
        };
    }
}
