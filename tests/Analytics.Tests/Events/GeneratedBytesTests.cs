using System.Security.Cryptography;
using System.Text.Json;

namespace Analytics.Tests.Events;

/// <summary>The same arguments give the same bytes, and one person's life does not depend on the others'.</summary>
public sealed class GeneratedBytesTests
{
    [Fact]
    public void Same_arguments_give_the_same_bytes() =>
        Assert.Equal(SyntheticLife.Bytes(story: true), SyntheticLife.Bytes(story: true));

    /// <summary>Red after an intended change of the model: look at the events, then write the new hash here.</summary>
    [Fact]
    public void Bytes_are_the_same_on_every_machine_and_every_day() =>
        Assert.Equal("a92645bd61051b4936ceba27ec1c20df", Convert.ToHexStringLower(SHA256.HashData(SyntheticLife.Bytes(story: true)))[..32]);

    [Fact]
    public void Another_seed_gives_another_life() =>
        Assert.NotEqual(SyntheticLife.Bytes(seed: 1), SyntheticLife.Bytes(seed: 2));

    [Fact]
    public void More_people_leave_the_events_of_the_others_as_they_are()
    {
        var few = OfPeople(SyntheticLife.Bytes(users: 10));
        var many = OfPeople(SyntheticLife.Bytes(users: 30)).ToHashSet();

        Assert.NotEmpty(few);
        Assert.All(few, line => Assert.Contains(line, many));
    }

    [Fact]
    public void Ids_are_unique_within_a_life_and_between_lives()
    {
        string[] lines =
        [
            .. SyntheticLife.Lines(SyntheticLife.Bytes()),
            .. SyntheticLife.Lines(SyntheticLife.Bytes(seed: 2)),
            .. SyntheticLife.Lines(SyntheticLife.Bytes(days: 11)),
            .. SyntheticLife.Lines(SyntheticLife.Bytes(story: true)),
            .. SyntheticLife.Lines(SyntheticLife.Bytes(end: SyntheticLife.End.AddDays(-1))),
        ];

        Assert.Equal(lines.Length, lines.Select(line => JsonElement.Parse(line).GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public void Lines_are_in_time_order_and_within_the_window()
    {
        var end = new DateTimeOffset(2026, 11, 20, 15, 30, 0, TimeSpan.Zero);
        var times = SyntheticLife.Lines(SyntheticLife.Bytes(days: 3, end: end)).Select(line => SyntheticLife.TimeOf(JsonElement.Parse(line))).ToArray();

        Assert.Equal(times.Order(), times);
        Assert.All(times, time => Assert.InRange(time, end.AddDays(-3), end.AddTicks(-1)));
    }

    private static string[] OfPeople(byte[] bytes) => [.. SyntheticLife.Lines(bytes).Where(line => line.Contains("\"userId\"", StringComparison.Ordinal))];
}
