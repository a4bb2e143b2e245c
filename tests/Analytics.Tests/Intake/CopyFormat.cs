using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Analytics.Tests.Intake;

/// <summary>Reads PostgreSQL's binary COPY format, written from its manual and not from our writer.</summary>
internal static class CopyFormat
{
    public static IReadOnlyList<IReadOnlyList<byte[]?>> Read(byte[] bytes)
    {
        Assert.Equal("PGCOPY\n"u8.ToArray(), bytes[..7]);
        Assert.Equal([0xFF, (byte)'\r', (byte)'\n', 0], bytes[7..11]);
        var at = 19;
        var rows = new List<IReadOnlyList<byte[]?>>();
        while (BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(at)) is >= 0 and var columns)
        {
            at += 2;
            var row = new List<byte[]?>();
            for (var i = 0; i < columns; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
                at += 4;
                row.Add(length < 0 ? null : bytes[at..(at + length)]);
                at += Math.Max(length, 0);
            }

            rows.Add(row);
        }

        Assert.Equal(at + 2, bytes.Length);
        return rows;
    }

    public static string? Text(byte[]? column) => column is null ? null : Encoding.UTF8.GetString(column);

    public static DateTimeOffset Time(byte[] column) => new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(column));

    public static double Double(byte[] column) => BinaryPrimitives.ReadDoubleBigEndian(column);

    public static JsonObject Jsonb(byte[] column)
    {
        Assert.Equal(1, column[0]);
        return (JsonObject)JsonNode.Parse(column.AsSpan(1))!;
    }
}
