using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Analytics.Operations.Research;

/// <summary>What a data set is; lies beside it as <c>training_2026_11.manifest.json</c>.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="K">People in a group at least.</param>
/// <param name="Rows">How many groups.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="MadeAt">When it was made, or made anew because somebody withdrew.</param>
public sealed record ResearchManifest(DateOnly Month, int K, int Rows, string Sha256, DateTimeOffset MadeAt)
{
    /// <summary>What a reader must know.</summary>
    public string About { get; init; } = "Training by exercise, age band and goal, of people who allow sharing. Groups of fewer than k people are left out, numbers are rounded; no totals. Times are UTC.";
}

/// <summary>The folder of the research data sets: one CSV file a month. Who withdraws is taken out of them by making them anew.</summary>
public sealed class ResearchFolder(string path, ResearchQuery query, TimeProvider clock)
{
    private const string Header = "month,exercise_type,age_band,goal,people,workouts,completed_ratio,minutes_median,effort_mean,injuries_per_thousand\n";

    private const string Stale = ".stale";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string FileOf(DateOnly month) => Path.Combine(path, $"training_{month.ToString("yyyy_MM", CultureInfo.InvariantCulture)}.csv");

    public string ManifestOf(DateOnly month) => Path.ChangeExtension(FileOf(month), ".manifest.json");

    /// <summary>Makes the data set of a month, or makes it anew.</summary>
    public async Task<ResearchManifest> Make(DateOnly month, int k, CancellationToken cancel)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var rows = await query.Read(first, k, cancel);
        var text = new StringBuilder(Header);
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{first:yyyy-MM},{row.ExerciseType},{row.AgeBand},{row.Goal},{row.People},{row.Workouts},{row.CompletedRatio},{row.MinutesMedian},{row.EffortMean},{row.InjuriesPerThousand}\n");
        }

        Directory.CreateDirectory(path);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var manifest = new ResearchManifest(first, k, rows.Count, Convert.ToHexStringLower(SHA256.HashData(bytes)), clock.GetUtcNow());
        await Replace(FileOf(first), bytes, cancel);
        await Replace(ManifestOf(first), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest, Json) + "\n"), cancel);
        return manifest;
    }

    /// <summary>Notes, before rows of these months are deleted, that their data sets are to be made anew; answers the names of those there are. A note survives being killed.</summary>
    public IReadOnlyList<string> MarkStale(IEnumerable<DateOnly> months)
    {
        var made = months.Where(month => File.Exists(ManifestOf(month))).Order().ToList();
        made.ForEach(month => File.WriteAllBytes(FileOf(month) + Stale, []));
        return [.. made.Select(month => Path.GetFileName(FileOf(month)))];
    }

    /// <summary>Makes all data sets anew that are marked.</summary>
    public async Task MakeStaleAnew(CancellationToken cancel)
    {
        foreach (var mark in Directory.Exists(path) ? Directory.GetFiles(path, "*" + Stale) : [])
        {
            var manifest = JsonSerializer.Deserialize<ResearchManifest>(await File.ReadAllTextAsync(Path.ChangeExtension(mark[..^Stale.Length], ".manifest.json"), cancel), Json)!;
            await Make(manifest.Month, manifest.K, cancel);
            File.Delete(mark);
        }
    }

    private static async Task Replace(string path, byte[] bytes, CancellationToken cancel)
    {
        await File.WriteAllBytesAsync(path + ".new", bytes, cancel);
        File.Move(path + ".new", path, overwrite: true);
    }
}
