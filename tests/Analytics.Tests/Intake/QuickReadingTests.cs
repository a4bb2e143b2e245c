using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Intake;
using Analytics.Intake.Contract;

namespace Analytics.Tests.Intake;

/// <summary>What the door reads by short cuts of its own, against the ways of .NET.</summary>
public sealed class QuickReadingTests
{
    [Fact]
    public void Numbers_are_the_doubles_that_the_general_way_reads()
    {
        var dice = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var digits = dice.NextInt64((long)Math.Pow(10, dice.Next(1, 18)));
            var text = (dice.Next(4) == 0 ? "-" : "") + digits.ToString(CultureInfo.InvariantCulture)
                + (dice.Next(2) == 0 ? "." + dice.NextInt64((long)Math.Pow(10, dice.Next(1, 14))).ToString("D" + dice.Next(1, 6), CultureInfo.InvariantCulture) : "")
                + (dice.Next(10) == 0 ? $"e{dice.Next(-30, 30)}" : "");
            var reader = ReaderOf(text);
            Assert.True(JsonNumber.TryDouble(ref reader, out var value), text);
            var expected = double.Parse(text, CultureInfo.InvariantCulture);
            Assert.True(value.Equals(expected == 0 ? 0 : expected), $"{text}: {value:R}, not {expected:R}");
        }
    }

    [Theory]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("-0e3")]
    public void Minus_zero_is_zero(string text)
    {
        var reader = ReaderOf(text);
        Assert.True(JsonNumber.TryDouble(ref reader, out var value));
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(value));
    }

    [Fact]
    public void A_number_beyond_all_doubles_is_none()
    {
        var reader = ReaderOf("1e400");
        Assert.False(JsonNumber.TryDouble(ref reader, out _));
    }

    [Fact]
    public void Times_are_those_that_the_general_way_reads_and_refused_where_it_refuses()
    {
        var dice = new Random(6);
        const string Letters = "0123456789012345678901234567890-:.TZ+";
        for (var i = 0; i < 20_000; i++)
        {
            var at = DateTimeOffset.UnixEpoch.AddSeconds(dice.NextInt64(-1_000_000_000, 8_000_000_000)).AddMicroseconds(dice.Next(1_000_000));
            var text = new StringBuilder(at.ToString("yyyy-MM-dd'T'HH:mm:ss" + (dice.Next(3) == 0 ? "" : "." + new string('f', dice.Next(1, 8))), CultureInfo.InvariantCulture) + (dice.Next(4) == 0 ? "+02:00" : "Z"));
            if (dice.Next(2) == 0)
            {
                text[dice.Next(text.Length)] = Letters[dice.Next(Letters.Length)];
            }

            var reader = ReaderOf($"\"{text}\"");
            // .NET knows no leap seconds and no offset of more than 14 hours, and takes a point without decimals.
            if (Regex.IsMatch($"{text}", @":60|[+-](1[4-9]|2\d):|\.\D"))
            {
                continue;
            }

            var expected = reader.Token.TryGetDateTimeOffset(out var time) && HasOffset(text) ? (time.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond) : (long?)null;
            Assert.True(expected == EventTime.TryRead(ref reader), $"{text}: {EventTime.TryRead(ref reader)}, not {expected}");
        }
    }

    [Theory]
    [InlineData("2026-11-21t09:30:00z", 0)]
    [InlineData("2026-11-21T09:30Z", 0)]
    [InlineData("2026-11-21T09:30:00-00:00", 0)]
    [InlineData("2026-11-22T09:29:00+23:59", 0)]
    [InlineData("2026-11-20T09:31:00-23:59", 0)]
    [InlineData("2026-11-21T09:30:00.123456789123456789Z", 123_456)]
    [InlineData("2026-11-21T10:30:00\\u002B01:00", 0)]
    [InlineData("2026-11-30T23:59:60Z", 829_799_999_999)]
    [InlineData("2026-12-01T00:59:60.5+01:00", 829_799_999_999)]
    public void Each_form_of_RFC_3339_is_taken(string text, long microseconds)
    {
        var reader = ReaderOf($"\"{text}\"");
        Assert.Equal(UnixTime.ToMicroseconds(Door.Now) + microseconds, EventTime.TryRead(ref reader));
    }

    [Theory]
    [InlineData("2026-11-21T09:30:00.Z")]
    [InlineData("2026-11-21T09:30:00,5Z")]
    [InlineData("2026-11-21T09:30:60Z")]
    [InlineData("2026-11-29T23:59:60Z")]
    [InlineData("2026-11-30T23:59:61Z")]
    [InlineData("2026-11-21T24:00:00Z")]
    [InlineData("2026-11-21T09:30:00+24:00")]
    [InlineData("2026-11-21T09:30:00+0100")]
    [InlineData("2026-11-21T09:30:00+01:60")]
    [InlineData("2026-11-21T09:30:+0:00")]
    [InlineData("2026-11-21T09:30:00")]
    [InlineData("2026-11-21T09:30:")]
    [InlineData("2025-02-29T09:30:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("\uff12026-11-21T09:30:00Z")]
    public void What_is_no_time_is_none(string text)
    {
        var reader = ReaderOf($"\"{text}\"");
        Assert.Null(EventTime.TryRead(ref reader));
    }

    private static bool HasOffset(StringBuilder text) => text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':');

    private static JsonCursor ReaderOf(string json)
    {
        var reader = new JsonCursor(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return reader;
    }
}
