using System.Text;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>No bytes bring the door to throw: every body has an answer that is JSON, and what is admitted reads back.</summary>
public sealed class FuzzTests : IDisposable
{
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
            AssertAnswered(ByteSpoiler.Spoil(Encoding.UTF8.GetBytes(EventJson.Request(Enumerable.Range(0, dice.Next(1, 4)).Select(j => some.Next($"e{i}-{j}")))), dice));
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
