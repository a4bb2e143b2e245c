using Analytics.Cli.Shell;

namespace Analytics.Cli.Authoring;

/// <summary>The checkout whose generated files are meant.</summary>
internal static class Checkout
{
    /// <summary>The folder given, else the nearest one upwards from here, else from the program, that holds <c>Analytics.sln</c>.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public static string Find(DirectoryInfo? given)
    {
        if (given is not null)
        {
            return given.Exists ? given.FullName : throw CommandFailure.Usage($"--root {given.FullName} is no folder");
        }

        return Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory)
            ?? throw CommandFailure.Usage("no Analytics.sln here or above", "run it in a checkout, or name one with --root");
    }

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Analytics.sln")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}
