using System.Text;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>No bytes bring the door to throw: every body has an answer that is JSON, and what is admitted reads back.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly string[] Splices =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "1e999", "-1e-999", "123456789012345678901234567890", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u", "\"id\":\"e1\",",
        "\"category\":", "\uFEFF", "\u0000", "NaN", "\"properties\":{\"duration\":{}},", "\"timestamp\":\"9999-12-31T23:59:59.9999999+14:00\",", "\"timestamp\":\"0001-01-01T00:00:00Z\",", "/*", "//",
    ];

    private readonly Door _door = new();

    public void Dispose() => _door.Dispose();

    [Theory]
    [InlineData(11, 8_000)]
    public void Spoiled_requests_are_always_answered(int seed, int rounds)
    {
        var dice = new Random(seed);
        var some = new SomeEvents(seed);
        for (var i = 0; i < rounds; i++)
        {
            var body = Encoding.UTF8.GetBytes(EventJson.Request(Enumerable.Range(0, dice.Next(1, 4)).Select(j => some.Next($"e{i}-{j}")))).ToList();
            for (var change = dice.Next(1, 5); change > 0 && body.Count > 1; change--)
            {
                Spoil(body, dice);
            }

            AssertAnswered([.. body]);
        }
    }

    [Fact]
    public void Random_bytes_are_always_answered()
    {
        var dice = new Random(12);
        for (var i = 0; i < 5_000; i++)
        {
            var body = new byte[dice.Next(300)];
            dice.NextBytes(body);
            AssertAnswered(body);
        }
    }

    [Fact]
    public void A_request_cut_at_any_byte_is_answered()
    {
        var body = Encoding.UTF8.GetBytes(EventJson.Request(new SomeEvents(13).Next("a"), EventJson.Session("b", Door.Now)));
        for (var length = 0; length < body.Length; length++)
        {
            Assert.Equal(RequestRefusal.NotJson, _door.Post(body[..length]).Fault?.Code);
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Deep_nesting_is_one_unknown_property(string open, string close)
    {
        const int depth = 5_000;
        var deep = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
        var body = EventJson.Request(EventJson.Session("a", Door.Now)).Replace("\"properties\":{", $"\"properties\":{{\"deep\":{deep}", StringComparison.Ordinal);
        Assert.Equal(["warning unknown_property"], _door.Post(body).Outcomes);
        var unclosed = "{\"events\":[" + string.Concat(Enumerable.Repeat(open, 100_000));
        Assert.Equal(RequestRefusal.NotJson, _door.Post(unclosed).Fault?.Code);
    }

    private static void Spoil(List<byte> body, Random dice)
    {
        var at = dice.Next(body.Count);
        switch (dice.Next(6))
        {
            case 0:
                body[at] = (byte)dice.Next(256);
                break;
            case 1:
                body[at] ^= (byte)(1 << dice.Next(8));
                break;
            case 2:
                body.RemoveRange(at, Math.Min(dice.Next(1, 30), body.Count - at));
                break;
            case 3:
                body.InsertRange(at, Encoding.UTF8.GetBytes(Splices[dice.Next(Splices.Length)]));
                break;
            case 4:
                body.InsertRange(at, body.GetRange(at, Math.Min(dice.Next(1, 60), body.Count - at)));
                break;
            default:
                body.RemoveRange(at, body.Count - at);
                break;
        }
    }

    private void AssertAnswered(byte[] body)
    {
        try
        {
            var passage = _door.Post(body);
            if (passage.Fault is null)
            {
                var answer = passage.Answer;
                Assert.Equal(passage.Outcomes.Count, (int)answer["accepted"]! + (int)answer["rejected"]! + (int)answer["dropped"]!);
                Assert.Equal((int)answer["rejected"]!, answer["errors"]!.AsArray().Count);
                Assert.Equal((int)answer["accepted"]! - (int)answer["duplicates"]!, passage.Events.Count);
                Assert.All(passage.Events, admitted => Assert.All(admitted.Kind.Fields, own => admitted.TextOf(own.Field)));
            }
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{e.GetType().Name}: {e.Message} for {JsonSerializer.Serialize(Encoding.Latin1.GetString(body))}\n{e.StackTrace}");
        }
    }
}
