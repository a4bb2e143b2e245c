using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Gateway.Queries.Boards;

/// <summary>The generated boards, as Grafana reads them: <c>Audience/Name.json</c>. A changed file is read again.</summary>
internal sealed class BoardFolder(string folder)
{
    private readonly ConcurrentDictionary<string, (DateTime Written, Board Board)> _boards = [];

    /// <summary>All boards, ordered by id.</summary>
    /// <exception cref="IOException">The folder cannot be read, or a file in it is no board.</exception>
    public IReadOnlyList<Board> All() => [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Select(Read).OfType<Board>().OrderBy(board => board.Id, StringComparer.Ordinal)];

    /// <summary>The board with an id, also without the <c>analytics-</c> that all of them begin with; null without one.</summary>
    /// <exception cref="IOException">The folder cannot be read, or a file in it is no board.</exception>
    public Board? Find(string id) => All().FirstOrDefault(board => board.Id == id || board.Id == $"analytics-{id}");

    private Board? Read(string file)
    {
        var written = File.GetLastWriteTimeUtc(file);
        if (_boards.TryGetValue(file, out var known) && known.Written == written)
        {
            return known.Board;
        }

        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(file));
            if (json is not JsonObject board || board["panels"] is null || board["uid"] is null)
            {
                return null;
            }

            return (_boards[file] = (written, new Board(board, Path.GetFileName(Path.GetDirectoryName(file))!))).Board;
        }
        catch (JsonException e)
        {
            throw new IOException($"{file}: no JSON at line {e.LineNumber + 1}; run ./analytics generate", e);
        }
    }
}
