using Analytics.Rules.Output;
using YamlDotNet.RepresentationModel;

namespace Analytics.Tests.Rules;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("plain words")]
    [InlineData("yes")]
    [InlineData("12")]
    [InlineData("1:30")]
    [InlineData("0x1F")]
    [InlineData("~")]
    [InlineData("{{ $labels.job }} is down")]
    [InlineData("a: b")]
    [InlineData("ends with colon:")]
    [InlineData("hash # inside")]
    [InlineData("it's \"quoted\"")]
    [InlineData(" leading space")]
    [InlineData("trailing space ")]
    [InlineData("tab\there")]
    [InlineData("- dash")]
    [InlineData("*star &anchor !tag %directive @at `tick`")]
    [InlineData("two\nlines")]
    [InlineData("  indented first\nsecond\n    third")]
    [InlineData("empty\n\nline")]
    [InlineData("ends with a line feed\n")]
    [InlineData("")]
    [InlineData("ümlaut ‹é› 日本")]
    public void A_reader_gets_back_what_was_written(string text)
    {
        var writer = new YamlText();
        writer.Map("list", () => writer.Item(() => writer.Entry("key", text).Entry("after", "x")));
        var stream = new YamlStream();
        stream.Load(new StringReader(writer.ToString()));
        var item = (YamlMappingNode)stream.Documents[0].RootNode["list"][0];
        Assert.Equal(text, ((YamlScalarNode)item["key"]).Value);
        Assert.Equal("x", ((YamlScalarNode)item["after"]).Value);
    }
}
