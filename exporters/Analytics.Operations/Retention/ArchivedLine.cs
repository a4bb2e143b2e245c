using System.Globalization;

namespace Analytics.Operations.Retention;

/// <summary>Where in a line of an archive what stands that upkeep looks at. Lines are PostgreSQL's COPY text: values between tabs, <c>\N</c> for null.</summary>
internal sealed class ArchivedLine(IReadOnlyList<string> columns)
{
    private const string Null = @"\N";

    private readonly int _user = At(columns, "user_id");
    private readonly int _consent = At(columns, "consent_at");
    private readonly (int Source, int Id) _key = (At(columns, "source"), At(columns, "id"));

    /// <summary>Source and id: what makes an event the same event.</summary>
    public string KeyOf(string line)
    {
        var values = line.Split('\t');
        return $"{values[_key.Source]}\t{values[_key.Id]}";
    }

    /// <summary>Whether a line is about one of these persons, under a consent that is not later than the withdrawal.</summary>
    public bool IsOf(string line, IReadOnlyCollection<string> pseudonyms, DateTimeOffset withdrawn)
    {
        var values = line.Split('\t');
        return pseudonyms.Contains(values[_user])
            && (values[_consent] == Null || DateTimeOffset.Parse(values[_consent], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) <= withdrawn);
    }

    private static int At(IReadOnlyList<string> columns, string name) => columns.ToList().IndexOf(name) is >= 0 and var at ? at : throw new InvalidDataException($"the archive has no column {name}");
}
