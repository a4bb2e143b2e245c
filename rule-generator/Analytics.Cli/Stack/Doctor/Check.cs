namespace Analytics.Cli.Stack;

internal enum Verdict
{
    Ok,

    /// <summary>Works, but worth knowing.</summary>
    Note,

    Problem,
}

/// <summary>One question of the doctor, answered: what was looked at, what was found, and what to do about it.</summary>
internal sealed record Check(string Name, Verdict Verdict, string Found, string? Remedy = null)
{
    public static Check Ok(string name, string found) => new(name, Verdict.Ok, found);

    public static Check Note(string name, string found, string remedy) => new(name, Verdict.Note, found, remedy);

    public static Check Problem(string name, string found, string remedy) => new(name, Verdict.Problem, found, remedy);
}
