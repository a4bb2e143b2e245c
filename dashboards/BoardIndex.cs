using System.Reflection;
using Analytics.Grafana;
using Analytics.Rules;

namespace Analytics.Dashboards;

/// <summary>
/// Every board of this room, found once: the public static property <c>Board</c> of each class. A new board is a new file; nothing else has to be told.
/// The entry type of the room.
/// </summary>
public static class BoardIndex
{
    /// <summary>The folder of the boards, relative to the repository's root.</summary>
    public const string Room = "dashboards";

    /// <summary>All boards, by path.</summary>
    public static IReadOnlyList<BoardFile> All { get; } =
    [
        .. typeof(BoardIndex).Assembly.GetTypes()
            .Select(type => (Type: type, Property: type.GetProperty("Board", BindingFlags.Public | BindingFlags.Static)))
            .Where(found => found.Property?.PropertyType == typeof(Dashboard))
            .Select(found => new BoardFile(found.Type, (Dashboard)found.Property!.GetValue(null)!))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>The boards' JSON, as <c>analytics generate</c> writes it and Grafana reads it.</summary>
    public static GeneratedSet Files => new("boards", [.. All.Select(file => new GeneratedFile(file.Path, file.Board.ToJson(), file.Source))], Room, "*.json", IsBoard);

    // Other JSON may lie in the room; a generated board begins with its uid.
    private static bool IsBoard(string text) => text.StartsWith("{\n  \"uid\": \"analytics-", StringComparison.Ordinal);
}
