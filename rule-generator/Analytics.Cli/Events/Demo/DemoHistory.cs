using System.Text.Json;
using Analytics.Cli.Events.World;

namespace Analytics.Cli.Events.Demo;

/// <summary>Which history the demo tells, and whether it has been sent: kept on disk, so that a restart neither repeats nor changes it.</summary>
/// <param name="Users">People of the history.</param>
/// <param name="Days">Its length.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="End">Its end: the first start of the demo.</param>
/// <param name="IsSent">Whether all of it was acknowledged.</param>
internal sealed record DemoHistory(int Users, int Days, long Seed, DateTimeOffset End, bool IsSent)
{
    public ProductSettings Settings => new(Users, Days, Seed, End, HasStory: true);

    /// <summary>The history of an earlier start with the same wishes, else a new one that ends now.</summary>
    public static DemoHistory Open(string folder, int users, int days, long seed, DateTimeOffset now)
    {
        if (Read(folder) is { } kept && (kept.Users, kept.Days, kept.Seed) == (users, days, seed))
        {
            return kept;
        }

        var fresh = new DemoHistory(users, days, seed, new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero), IsSent: false);
        fresh.Write(folder);
        return fresh;
    }

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = FileIn(folder);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        File.Move(file + ".new", file, overwrite: true);
    }

    private static DemoHistory? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<DemoHistory>(File.ReadAllBytes(FileIn(folder)), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static string FileIn(string folder) => Path.Combine(folder, "history.json");
}
