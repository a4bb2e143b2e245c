namespace Analytics.Rules;

/// <summary>One file that <c>analytics generate</c> writes: rules, boards, runbooks, the catalog's page. It is committed, and its own golden file.</summary>
/// <param name="Path">Relative to the repository's root, with forward slashes.</param>
/// <param name="Content">The whole text, LF line ends, byte-stable.</param>
/// <param name="Source">The C# class that makes it, for messages: <c>Analytics.AlertRules.Platform.GoldenSignals</c>.</param>
public sealed record GeneratedFile(string Path, string Content, string Source);

/// <summary>A set of files made from one kind of source, and where files of that kind may lie: what lies there and is not made any more is an orphan.</summary>
/// <param name="Name">In words, for messages: <c>rule files</c>.</param>
/// <param name="Files">All of them.</param>
/// <param name="Room">The folder, relative to the repository's root, that holds the files of the set, at any depth.</param>
/// <param name="Pattern">Which file names in the room belong to the set: <c>*.rules.yml</c>. Only files that match are ever deleted.</param>
/// <param name="IsMade">Tells a generated file from a hand-written one that matches the pattern too, by its text; null when all that match are generated.</param>
public sealed record GeneratedSet(string Name, IReadOnlyList<GeneratedFile> Files, string Room, string Pattern, Func<string, bool>? IsMade = null);
