using System.Text;
using System.Text.Json;
using Analytics.Dashboards;

namespace Analytics.Cli.Boards.Viewing;

/// <summary>An answer of the viewer's server.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Media type.</param>
/// <param name="Body">The bytes.</param>
internal sealed record Page(int Status, string Type, byte[] Body)
{
    public static readonly Page None = Text(404, "There is no such page.");

    public static Page Text(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
}

/// <summary>What the viewer's server answers by itself: the page, the boards as they are compiled, and the runbooks of a checkout.</summary>
/// <param name="root">The checkout.</param>
internal sealed class BoardPages(string root)
{
    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".md"] = "text/plain; charset=utf-8",
    };

    public static string ViewerOf(string root) => Path.Combine(root, BoardIndex.Room, "viewer");

    public Page Get(string path) => path switch
    {
        "/" => File("/index.html", ViewerOf(root)),
        "/boards.json" => new Page(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(BoardIndex.All.Select(file => new { uid = file.Board.Uid, title = file.Board.Title, folder = file.Folder }))),
        _ when path.StartsWith("/d/", StringComparison.Ordinal) => File("/index.html", ViewerOf(root)),
        _ when path.StartsWith("/boards/", StringComparison.Ordinal) => Board(path["/boards/".Length..]),
        _ when path.StartsWith("/viewer/", StringComparison.Ordinal) => File(path["/viewer".Length..], ViewerOf(root)),
        _ when path.StartsWith("/public/runbooks/", StringComparison.Ordinal) => File(path["/public/runbooks".Length..], Path.Combine(root, "alert-rules", "runbooks")),
        _ => Page.None,
    };

    private static Page Board(string name) => BoardIndex.All.FirstOrDefault(file => file.Board.Uid + ".json" == name) is { } found
        ? new Page(200, "application/json", Encoding.UTF8.GetBytes(found.Board.ToJson()))
        : Page.None;

    /// <summary>A file of a folder, never one outside it.</summary>
    private static Page File(string path, string folder)
    {
        var file = Path.GetFullPath(folder + path);
        return file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && System.IO.File.Exists(file) && Types.TryGetValue(Path.GetExtension(file), out var type)
            ? new Page(200, type, System.IO.File.ReadAllBytes(file))
            : Page.None;
    }
}
