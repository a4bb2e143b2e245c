using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Contract;

/// <summary>How a field's value is read.</summary>
internal enum FieldType
{
    Text,
    Choice,
    Number,
    Money,
}

/// <summary>A field of one kind, prepared for reading: everything that the parser would otherwise look up for each event.</summary>
internal sealed class FieldPlan
{
    public FieldPlan(EventField own, int slot)
    {
        Field = own.Field;
        Required = own.Required;
        Slot = slot;
        Name = Encoding.UTF8.GetBytes(own.Field.JsonName);
        QuotedName = [(byte)'"', .. Name, (byte)'"', (byte)':'];
        Path = own.Field.Path;
        StableHash = Hash(own.Field.Path);
        switch (own.Field)
        {
            case ChoiceField choice:
                Type = FieldType.Choice;
                Values = [.. choice.Values.Select(Encoding.UTF8.GetBytes)];
                ValueHashes = [.. choice.Values.Select(Hash)];
                break;
            case NumberField number:
                Type = FieldType.Number;
                (Minimum, Maximum, Integral) = (number.Minimum, number.Maximum, number.Integral);
                break;
            case MoneyField:
                Type = FieldType.Money;
                break;
            case TextField text:
                (MaxLength, Content) = (text.MaxLength, text.Content);
                break;
            case BudgetedField budgeted:
                (MaxLength, Content) = (budgeted.MaxLength, budgeted.Content);
                break;
            default:
                throw new InvalidOperationException($"the catalog has a type of field that intake cannot read: {own.Field.GetType().Name}");
        }

        Expected = $"expected {(own.Field is BudgetedField ? $"text of at most {MaxLength} characters" : own.Field.TypeInWords)}";
    }

    public Field Field { get; }

    public bool Required { get; }

    /// <summary>Its position among the kind's fields.</summary>
    public int Slot { get; }

    public FieldType Type { get; }

    /// <summary>The JSON name in UTF-8.</summary>
    public byte[] Name { get; }

    /// <summary>The JSON name as it stands in front of a value: with its quotation marks and its colon.</summary>
    public byte[] QuotedName { get; }

    public string Path { get; }

    /// <summary>What a message says when the value does not fit.</summary>
    public string Expected { get; }

    public int MaxLength { get; }

    /// <summary>How the text is searched for personal data.</summary>
    public TextContent Content { get; }

    public double Minimum { get; }

    public double Maximum { get; }

    public bool Integral { get; }

    public byte[][] Values { get; } = [];

    /// <summary>Of the path: the same in every release, unlike <see cref="Slot"/>.</summary>
    public long StableHash { get; }

    /// <summary>Of the choice's values: the same in every release, unlike their indices.</summary>
    public long[] ValueHashes { get; } = [];

    /// <summary>Writes a stored value as JSON.</summary>
    public void WriteJson(ByteBuffer into, ReadOnlySpan<byte> data, long bits)
    {
        switch (Type)
        {
            case FieldType.Choice:
                into.WriteByte((byte)'"');
                into.Write(Values[bits]);
                into.WriteByte((byte)'"');
                break;
            case FieldType.Number:
                into.WriteNumber(BitConverter.Int64BitsToDouble(bits));
                break;
            case FieldType.Money:
                into.WriteNumber(bits / EventLayout.MoneyScale);
                break;
            default:
                WriteText(into, EventLayout.TextOf(data, bits));
                break;
        }
    }

    /// <summary>Control characters were refused at the door, so that only two characters need an escape.</summary>
    private static void WriteText(ByteBuffer into, ReadOnlySpan<byte> text)
    {
        into.WriteByte((byte)'"');
        while (text.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var special)
        {
            into.Write(text[..special]);
            into.WriteByte((byte)'\\');
            into.WriteByte(text[special]);
            text = text[(special + 1)..];
        }

        into.Write(text);
        into.WriteByte((byte)'"');
    }

    internal static long Hash(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
