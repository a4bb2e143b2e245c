namespace Analytics.Dashboards;

/// <summary>A board and the class that makes it.</summary>
/// <param name="Maker">The class; its namespace ends in the folder.</param>
/// <param name="Name">The name of the JSON file, without its ending: the class's, or the board's own where a class makes many.</param>
/// <param name="Board">The board.</param>
public sealed record BoardFile(Type Maker, string Name, Dashboard Board)
{
    /// <summary>The folder below <c>dashboards/</c>: an audience.</summary>
    public string Folder => Maker.Namespace!.Split('.')[^1];

    /// <summary>Where the JSON lies, beside its source, relative to the repository's root.</summary>
    public string Path => $"{BoardIndex.Room}/{Folder}/{Name}.json";

    /// <summary>The full name of the class, for messages.</summary>
    public string Source => Maker.FullName!;
}
