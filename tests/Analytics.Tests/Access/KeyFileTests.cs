using Analytics.Intake.Access;

namespace Analytics.Tests.Access;

/// <summary>The key file: what is written is read, and what is wrong is named with its place.</summary>
public sealed class KeyFileTests
{
    private const string Hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void What_is_printed_reads_back_as_the_same()
    {
        using var keys = new SomeKeys();
        keys.Add(Role.Ingest, key => key with { Source = "app", Expires = key.Created.AddDays(30) });
        keys.Add(Role.Coach, key => key with { Coach = "trn_12" });
        keys.Add(Role.Viewer, key => key with { Revoked = key.Created.AddDays(1), Grants = [new(Role.Admin, key.Created.AddHours(2), "incident 7")] });

        var text = KeyFile.Print(keys.Keys);
        var read = KeyFile.Parse(text, out var mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(text, KeyFile.Print(read!));
        Assert.Equal(keys.Keys.Select(key => Convert.ToHexString(key.Hash.Span)), read!.Select(key => Convert.ToHexString(key.Hash.Span)));
        Assert.Equal(["app", null, null], read!.Select(key => key.Source));
        Assert.Equal("trn_12", read![1].Coach);
        Assert.Equal((Role.Admin, "incident 7"), (read[2].Grants[0].Role, read[2].Grants[0].Reason));
    }

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("[]", "version")]
    [InlineData("""{"version":2,"keys":[]}""", "version")]
    [InlineData("""{"version":1,"keys":[7]}""", "keys[0]: expected an object")]
    [InlineData("""{"version":1,"keys":[{"id":"short"}]}""", "keys[0].id")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","hash":"sha256:12"}]}""", "keys[0].hash")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","roles":["king"]}]}""", "keys[0].roles")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","roles":[]}]}""", "keys[0].roles")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","expires":"tomorrow"}]}""", "keys[0].expires")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","expiry":"2026-11-21T00:00:00Z"}]}""", "keys[0].expiry: unknown")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","roles":["coach"]}]}""", "keys[0].coach")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","coach":{"id":"t"}}]}""", "keys[0].coach")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","grants":[{"role":"admin"}]}]}""", "keys[0].grants[0]")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","grants":{}}]}""", "keys[0].grants")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","source":"a b"}]}""", "keys[0].source")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","expires":"2027-01-01T00:00:00Z","expires":null}]}""", "stands twice")]
    [InlineData("""{"version":1,"version":1,"keys":[]}""", "stands twice")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","expires":"2027-01-01T00:00:00"}]}""", "keys[0].expires")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","name":"\ud800"}]}""", "half a character")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","roles":["\udc00"]}]}""", "half a character")]
    [InlineData("""{"version":1,"keys":[{"id":"abcdefghij","\ud800":1}]}""", "half a character")]
    [InlineData("""{"version":1,"\ud800":1,"keys":[]}""", "half a character")]
    public void A_mistake_is_named_with_its_place(string text, string expected)
    {
        Assert.Null(KeyFile.Parse(text, out var mistakes));
        Assert.Contains(mistakes, mistake => mistake.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, mistake => mistake.Contains("sha256:12", StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_that_stands_twice_is_a_mistake()
    {
        var key = $$"""{"id":"abcdefghij","name":"x","hash":"{{Hash}}","roles":["viewer"],"created":"2026-01-01T00:00:00Z"}""";
        Assert.Null(KeyFile.Parse($$"""{"version":1,"keys":[{{key}},{{key}}]}""", out var mistakes));
        Assert.Contains("twice", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_has_256_random_bits_and_its_file_has_none_of_them()
    {
        using var keys = new SomeKeys();
        var text = keys.Add(Role.Ingest);
        Assert.Equal(58, text.Length);
        Assert.DoesNotContain(text[15..], File.ReadAllText(keys.File), StringComparison.Ordinal);
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => KeyText.New().Key[15..]).Distinct().Count());
    }
}
