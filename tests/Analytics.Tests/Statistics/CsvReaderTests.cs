using System.Text;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;

namespace Analytics.Tests.Statistics;

public sealed class CsvReaderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "1|2;3|4")]
    [InlineData("a,b\r\n1,2\r\n\r\n3,4", "1|2;3|4")]
    [InlineData("\uFEFFa,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "x,y|say \"hi\"")]
    [InlineData("a,b\n\"two\nlines\",\n,\n", "two\nlines|;|")]
    [InlineData("a,b\nä\"b,\"\"\r\n", "ä\"b|")]
    public void Rows_follow_rfc_4180(string text, string expected)
    {
        using var csv = Open(text);
        Assert.Equal(["a", "b"], csv.Header);
        var rows = new List<string>();
        while (csv.Read())
        {
            rows.Add($"{csv.Text(0)}|{csv.Text(1)}");
        }

        Assert.Equal(expected, string.Join(';', rows));
    }

    [Fact]
    public void Lines_are_counted_through_quoted_breaks()
    {
        using var csv = Open("a,b\n\"1\n2\n3\",x\ny,z\n");
        csv.Read();
        Assert.Equal(2, csv.Line);
        csv.Read();
        Assert.Equal(5, csv.Line);
    }

    [Fact]
    public void An_open_quote_and_a_long_field_are_told_apart()
    {
        var failure = Assert.Throws<CommandFailure>(() =>
        {
            using var csv = Open("a,b\n1,\"never closed\n");
            csv.Read();
        });
        Assert.Contains(":2: a quote is opened and never closed", failure.Message, StringComparison.Ordinal);
        var field = new string('x', 3_000_000);
        using var large = Open($"a,b\n1,\"{field}\"\n{field},2\n");
        Assert.True(large.Read());
        Assert.Equal(field.Length, large[1].Length);
        Assert.True(large.Read());
        Assert.Equal(field.Length, large[0].Length);
    }

    [Fact]
    public void Parts_of_a_large_file_hold_all_rows_and_know_their_lines()
    {
        using (var writer = new StreamWriter(_path, false, Encoding.ASCII, 1 << 20))
        {
            writer.Write("n,text\n");
            for (var i = 0; i < 1_500_000; i++)
            {
                writer.Write($"{i},some text to make it longer\n");
            }
        }

        using var csv = new CsvReader(_path);
        var parts = csv.Split(2);
        Assert.Equal(2, parts.Count);
        long next = 0;
        foreach (var part in parts)
        {
            while (part.Read())
            {
                Assert.True(Instants.TryParseNumber(part[0], out var number) && number == next);
                next++;
            }

            Assert.Equal(next + 1, part.Line);
            part.Dispose();
        }

        Assert.Equal(1_500_000, next);
    }

    [Theory]
    [InlineData("2025-01-31", 0)]
    [InlineData("2025-01-31T00:00:00Z", 0)]
    [InlineData("2025-01-31 01:30", 5400)]
    [InlineData("2025-01-31T02:00:00.5+02:00", 0.5)]
    [InlineData("2025-01-30T20:00:00-0400", 0)]
    [InlineData("2025-01-31T00:00:00.1234567Z", 0.1234567)]
    public void Instants_are_utc(string text, double seconds)
    {
        Assert.True(Instants.TryParse(Encoding.UTF8.GetBytes(text), out var ticks));
        Assert.Equal(new DateTime(2025, 1, 31).Ticks + (long)Math.Round(seconds * 1e7), ticks);
    }

    [Theory]
    [InlineData("2025-02-29")]
    [InlineData("2025-13-01")]
    [InlineData("2025-01-01T24:00:00Z")]
    [InlineData("2025-01-01T10:00:00.Z")]
    [InlineData("2025-01-01T10:00:00+2")]
    [InlineData("01/02/2025")]
    [InlineData("1735689600")]
    public void What_is_no_instant_is_refused(string text) => Assert.False(Instants.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Spilled_buckets_keep_their_records_in_order()
    {
        using var buckets = new SpillBuckets<long>(8, 8 * 100 * sizeof(long));
        for (long i = 0; i < 50_000; i++)
        {
            buckets.Add((int)(i % 7), i);
        }

        for (var bucket = 0; bucket < 8; bucket++)
        {
            Assert.Equal(Enumerable.Range(0, 50_000).Select(i => (long)i).Where(i => i % 7 == bucket), buckets.Load(bucket));
        }
    }

    [Fact]
    public void The_median_of_many_durations_is_exact()
    {
        var random = new Random(5);
        long[] durations = [.. Enumerable.Range(0, 20_001).Select(i => i % 3 == 0 ? 0 : (long)Math.Exp(25 * random.NextDouble()))];
        using var one = new DurationMedian();
        using var other = new DurationMedian();
        for (var i = 0; i < durations.Length; i++)
        {
            (i % 2 == 0 ? one : other).Add(durations[i]);
        }

        Array.Sort(durations);
        Assert.Equal(durations[10_000], DurationMedian.Of([one, other]));
        Assert.Null(DurationMedian.Of([]));
    }

    private CsvReader Open(string text)
    {
        File.WriteAllText(_path, text);
        return new CsvReader(_path);
    }
}
