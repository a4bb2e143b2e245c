namespace Analytics.Testing;

/// <summary>Holds a text against a committed file. <c>UPDATE_GOLDEN=1</c> writes the file instead; review the diff before you commit it.</summary>
public static class Golden
{
    /// <summary>Fails with the first differing line when the file below the repository's root is missing or has another text.</summary>
    public static void Match(string actual, string path)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        if (!File.Exists(file))
        {
            throw new GoldenMismatchException($"{path} is missing. Run `./analytics generate`, or the test with UPDATE_GOLDEN=1.");
        }

        var expected = File.ReadAllText(file);
        if (expected != actual)
        {
            throw new GoldenMismatchException($"{path} is stale: {FirstDifference(expected, actual)}\nRun `./analytics generate`, or the test with UPDATE_GOLDEN=1.");
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var old = expected.Split('\n');
        var now = actual.Split('\n');
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length)).First(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        return $"line {line + 1}\n  file: {old.ElementAtOrDefault(line) ?? "(end)"}\n  now:  {now.ElementAtOrDefault(line) ?? "(end)"}";
    }
}

/// <summary>A committed file does not say what the code says.</summary>
public sealed class GoldenMismatchException(string message) : Exception(message);
