namespace Analytics.Cli.Stack;

/// <summary>The <c>dotnet</c> that runs this very command, by absolute path, so that the hosts run on the same runtime whatever PATH says later.</summary>
internal static class DotnetProgram
{
    public static string Path { get; } =
        Environment.ProcessPath is { } running && System.IO.Path.GetFileName(running) == "dotnet" ? running : FromPath();

    private static string FromPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, "dotnet")).FirstOrDefault(File.Exists) ?? "dotnet";
}
