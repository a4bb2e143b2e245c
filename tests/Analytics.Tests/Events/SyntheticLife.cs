using System.Text;
using System.Text.Json;
using Analytics.Cli.Events;
using Analytics.Cli.Events.World;

namespace Analytics.Tests.Events;

/// <summary>Generated lives for tests: bytes, and parsed lines.</summary>
internal static class SyntheticLife
{
    public static readonly DateTimeOffset End = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A life long enough for every kind of event to occur; generated once.</summary>
    public static readonly Lazy<IReadOnlyList<JsonElement>> Long = new(() => Parsed(new ProductSettings(1_000, 80, 7, End, HasStory: true)));

    public static byte[] Bytes(int users = 40, int days = 10, long seed = 1, bool story = false, DateTimeOffset? end = null)
    {
        using var output = new MemoryStream();
        GenerateCommand.Write(new ProductSettings(users, days, seed, end ?? End, story), output);
        return output.ToArray();
    }

    public static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string KindOf(JsonElement line) => $"{line.GetProperty("category").GetString()}.{line.GetProperty("action").GetString()}";

    public static DateTimeOffset TimeOf(JsonElement line) => line.GetProperty("timestamp").GetDateTimeOffset();

    public static string? TextOf(JsonElement line, string property) => line.GetProperty("properties").TryGetProperty(property, out var value) ? value.GetString() : null;

    private static List<JsonElement> Parsed(ProductSettings settings)
    {
        using var output = new MemoryStream();
        GenerateCommand.Write(settings, output);
        return [.. Lines(output.ToArray()).Select(line => JsonElement.Parse(line))];
    }
}
