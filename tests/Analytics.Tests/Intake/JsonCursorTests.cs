using System.Text;
using System.Text.Json;
using Analytics.Intake.Contract;

namespace Analytics.Tests.Intake;

/// <summary>The cursor against .NET's reader: the same tokens in the same places, and the same words where a text is no JSON.</summary>
public sealed class JsonCursorTests
{
    private static readonly string[] Words =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12aF", "\\uD83D\\uDE00", "\\n", "\\x", "\\u12g4", "\u0001", "\u001f", "\u007f", " ", "\n", "\r", "\t", "\f", "true", "false", "null", "tru", "nul", "falsey",
        "0", "-", "-0", "01", "1.", ".5", "1.5e", "1e+7", "12345678901234567890", "1E-2", "+1", "NaN", "\uFEFF", "\0", "é", "/", "//", "'",
    ];

    [Fact]
    public void Random_texts_have_the_same_tokens_and_the_same_faults()
    {
        var dice = new Random(11);
        for (var i = 0; i < 8_000; i++)
        {
            SameAsNet(Encoding.UTF8.GetBytes(Value(dice, dice.Next(6))));
        }
    }

    [Fact]
    public void Texts_with_one_mistake_have_the_same_tokens_up_to_it_and_the_same_fault()
    {
        var dice = new Random(12);
        for (var i = 0; i < 15_000; i++)
        {
            var text = new StringBuilder(Value(dice, 1 + dice.Next(4)));
            var at = dice.Next(text.Length + 1);
            if (dice.Next(3) > 0)
            {
                text.Remove(at, Math.Min(dice.Next(4), text.Length - at));
            }

            text.Insert(Math.Min(at, text.Length), dice.Next(4) > 0 ? Words[dice.Next(Words.Length)] : "");
            SameAsNet(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    [Fact]
    public void Every_byte_in_every_place_of_a_text_is_judged_as_NET_does()
    {
        var text = """{"a":[1,-2.5e3,"x\"y",{"b":true}],"c":null}"""u8.ToArray();
        for (var at = 0; at < text.Length; at++)
        {
            var kept = text[at];
            for (var value = 0; value < 256; value++)
            {
                text[at] = (byte)value;
                SameAsNet(text);
            }

            text[at] = kept;
            SameAsNet(text[..at]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(129)]
    [InlineData(5_000)]
    public void Any_depth_is_walked_through_and_left_again(int depth)
    {
        var dice = new Random(depth);
        var closing = new Stack<string>();
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            var isObject = dice.Next(2) == 0;
            text.Append(isObject ? "{\"n\":" : "[");
            closing.Push(isObject ? "}" : "]");
        }

        text.Append('1').AppendJoin("", closing);
        SameAsNet(Encoding.UTF8.GetBytes(text.ToString()));

        var cursor = new JsonCursor(Encoding.UTF8.GetBytes($"[{text},2]"));
        cursor.Read();
        cursor.ReadItem();
        cursor.Skip();
        Assert.True(cursor.ReadItem());
        Assert.Equal("2"u8, cursor.ValueSpan);
        Assert.False(cursor.ReadItem());
        Assert.False(cursor.Read());
    }

    [Fact]
    public void An_expected_name_is_read_where_it_stands_and_nowhere_else()
    {
        var cursor = new JsonCursor("""{"kind":1,"kind2":2 ,"kind":3}"""u8);
        cursor.Read();
        Assert.False(cursor.TryReadName("\"other\":"u8));
        Assert.True(cursor.TryReadName("\"kind\":"u8));
        Assert.Equal("kind"u8, cursor.ValueSpan);
        cursor.ReadValue();
        Assert.Equal("1"u8, cursor.ValueSpan);
        Assert.False(cursor.TryReadName("\"kind\":"u8));
        Assert.True(cursor.ReadName());
        Assert.Equal("kind2"u8, cursor.ValueSpan);
        cursor.ReadValue();
        // Behind white space it is not looked for.
        Assert.False(cursor.TryReadName("\"kind\":"u8));
        Assert.True(cursor.ReadName());
        cursor.ReadValue();
        Assert.False(cursor.TryReadName("\"kind\":"u8));
        Assert.False(cursor.ReadName());
        Assert.Equal(JsonTokenType.EndObject, cursor.TokenType);
    }

    private static void SameAsNet(byte[] json)
    {
        var expected = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var cursor = new JsonCursor(json);
        while (true)
        {
            var (more, fault) = (false, (JsonException?)null);
            try
            {
                more = expected.Read();
            }
            catch (JsonException e)
            {
                fault = e;
            }

            if (fault is not null)
            {
                JsonException? own = null;
                try
                {
                    // What may not stand behind a number is met with the next token.
                    _ = cursor.Read() && cursor.TokenType == JsonTokenType.Number && cursor.Read();
                }
                catch (JsonException e)
                {
                    own = e;
                }

                Assert.True(own is not null, $"{Encoding.UTF8.GetString(json)}: {fault.Message}");
                Assert.Equal((fault.LineNumber, fault.BytePositionInLine), (own.LineNumber, own.BytePositionInLine));
                return;
            }

            Assert.Equal(more, cursor.Read());
            if (!more)
            {
                return;
            }

            Assert.Equal(expected.TokenType, cursor.TokenType);
            Assert.Equal(expected.TokenStartIndex, cursor.TokenStart);
            Assert.Equal(expected.ValueSpan, cursor.ValueSpan);
            if (expected.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                Assert.Equal(expected.ValueIsEscaped, cursor.ValueIsEscaped);
            }

            if (expected.TokenType is JsonTokenType.PropertyName)
            {
                Assert.Equal(expected.CurrentDepth, cursor.Depth);
            }

            if (expected.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.String)
            {
                Assert.Equal(expected.BytesConsumed, cursor.TokenEnd);
            }
        }
    }

    private static string Value(Random dice, int depth) => dice.Next(depth > 0 ? 9 : 6) switch
    {
        0 => "true",
        1 => dice.Next(2) == 0 ? "false" : "null",
        2 => Space(dice) + dice.NextInt64(long.MaxValue >> dice.Next(60)) + (dice.Next(2) == 0 ? "" : $".{dice.Next(1000)}") + (dice.Next(4) == 0 ? $"e{dice.Next(-9, 9):+0;-0}" : ""),
        3 => "-" + dice.Next(3),
        4 or 5 => Text(dice),
        6 => $"{Space(dice)}[{Space(dice)}{string.Join($"{Space(dice)},{Space(dice)}", Enumerable.Range(0, dice.Next(4)).Select(_ => Value(dice, depth - 1)))}{Space(dice)}]{Space(dice)}",
        _ => $"{Space(dice)}{{{Space(dice)}{string.Join($"{Space(dice)},{Space(dice)}", Enumerable.Range(0, dice.Next(4)).Select(_ => $"{Text(dice)}{Space(dice)}:{Space(dice)}{Value(dice, depth - 1)}"))}{Space(dice)}}}{Space(dice)}",
    };

    private static string Text(Random dice)
    {
        var text = new StringBuilder("\"");
        for (var left = dice.Next(4) == 0 ? dice.Next(90) : dice.Next(8); left > 0; left--)
        {
            text.Append(dice.Next(20) switch
            {
                0 => "\\\"",
                1 => "\\\\",
                2 => "\\u00e4",
                3 => "ß",
                4 => "😀",
                5 => "\\/",
                _ => ((char)dice.Next('a', 'z')).ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static string Space(Random dice) => dice.Next(6) switch { 0 => " ", 1 => "\r\n\t ", _ => "" };
}
