using System.Collections.ObjectModel;
using System.Reflection;

namespace Analytics.Dashboards;

/// <summary>
/// Every board of this room, found once: the public static property <c>Board</c> of each class, and <c>Boards</c> of a class that makes one for each of many
/// things. A new board is a new file; nothing else has to be told.
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
            .SelectMany(type => ValueOf<Dashboard>(type, "Board") is { } board ? [new BoardFile(type, type.Name, board)]
                : (ValueOf<IReadOnlyDictionary<string, Dashboard>>(type, "Boards") ?? ReadOnlyDictionary<string, Dashboard>.Empty).Select(named => new BoardFile(type, named.Key, named.Value)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>The boards' JSON, as <c>analytics generate</c> writes it and Grafana reads it.</summary>
    public static GeneratedSet Files => new("boards", [.. All.Select(file => new GeneratedFile(file.Path, file.Board.ToJson(), file.Source))], Room, "*.json", IsBoard);

    private static T? ValueOf<T>(Type type, string name)
        where T : class => type.GetProperty(name, BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as T;

    // Other JSON may lie in the room; a generated board begins with its uid.
    private static bool IsBoard(string text) => text.StartsWith("{\n  \"uid\": \"analytics-", StringComparison.Ordinal);
}
