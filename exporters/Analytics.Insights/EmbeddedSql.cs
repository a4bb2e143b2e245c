namespace Analytics.Insights;

/// <summary>SQL that lies beside its class as a file, so that it can be read, highlighted and run by hand.</summary>
internal static class EmbeddedSql
{
    /// <summary>The text of a file of this project, by its name without folder.</summary>
    public static string Text(string fileName)
    {
        var assembly = typeof(EmbeddedSql).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith("." + fileName, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
