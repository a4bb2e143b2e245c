namespace Analytics.Testing;

/// <summary>The checkout that the tests run in.</summary>
public static class Repository
{
    /// <summary>The folder that holds Analytics.sln, found upwards from the running test.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Analytics.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Analytics.sln above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }
}
