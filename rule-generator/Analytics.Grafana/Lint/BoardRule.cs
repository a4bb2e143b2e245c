using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>One thing that a board must not get wrong. Each has a file, a test and a page of the same name.</summary>
public abstract class BoardRule
{
    /// <summary>A kebab-case path: <c>board/data-source</c>.</summary>
    public abstract string Id { get; }

    /// <summary>What is asked of boards, in one line.</summary>
    public abstract string Asks { get; }

    /// <summary>Where a board does not do so.</summary>
    /// <param name="board">The board.</param>
    /// <param name="surroundings">What else there is.</param>
    public abstract IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings);
}

/// <summary>What a board is allowed to speak of besides the catalog.</summary>
/// <param name="Boards">The uids of all boards: links lead to them.</param>
/// <param name="Recordings">The recordings by name: their series can be asked for.</param>
/// <param name="Runbooks">The names of all runbook pages.</param>
public sealed record Surroundings(IReadOnlySet<string> Boards, IReadOnlyDictionary<string, Recording> Recordings, IReadOnlySet<string> Runbooks)
{
    public static Surroundings None { get; } = new(new HashSet<string>(), new Dictionary<string, Recording>(), new HashSet<string>());
}
