using System.Buffers.Binary;
using System.Numerics;

namespace Analytics.Intake.Privacy;

/// <summary>What an admitted event says about itself in one bit each.</summary>
[Flags]
internal enum EventFlags : ushort
{
    None = 0,
    HasUser = 1,
    HasSession = 2,
    HasValue = 4,
    CanShare = 8,
    HasConsentDate = 16,
    CanProfile = 32,
    HasConsentFlags = 64,
    IsHistory = 128,
}

/// <summary>
/// The binary form of one admitted event, little-endian: a fixed head, 8 bytes for each field that is present (in the kind's field order), then
/// the texts. A number is its bits, money is ten-thousandths, a choice is its index, a text is (offset, length) into the texts.
/// Any field is found without walking over the others, and nothing is copied until somebody asks for it.
/// </summary>
internal static class EventLayout
{
    public const int Length = 0;
    public const int Kind = 4;
    public const int Flags = 6;
    public const int OccurredAt = 8;
    public const int Fingerprint = 16;
    public const int Present = 32;
    public const int Value = 40;
    public const int ConsentAt = 48;
    public const int User = 56;
    public const int Session = 72;
    public const int IdLength = 88;
    public const int LabelLength = 90;
    public const int ConsentVersionLength = 92;
    public const int Reserved = 94;
    public const int SentAt = 96;
    public const int Slots = 104;

    /// <summary>Where the slots began up to version 2 of <see cref="BatchCodec"/>, which knew no <see cref="SentAt"/>.</summary>
    public const int SlotsOfVersion2 = 96;

    public const int PseudonymSize = 16;
    public const int FingerprintSize = 16;

    /// <summary>The largest number of fields a kind can have: bits of <see cref="Present"/>.</summary>
    public const int MaxFields = 64;

    /// <summary>Money is stored as a whole number of ten-thousandths.</summary>
    public const decimal MoneyScale = 10_000m;

    public static int TextsAt(ReadOnlySpan<byte> data) => Slots + (8 * BitOperations.PopCount(PresentMask(data)));

    public static ulong PresentMask(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt64LittleEndian(data[Present..]);

    /// <summary>The 8 bytes of a field, or false when the event does not carry it.</summary>
    public static bool TrySlot(ReadOnlySpan<byte> data, int slot, out long bits)
    {
        var mask = PresentMask(data);
        var bit = 1UL << slot;
        if (slot < 0 || (mask & bit) == 0)
        {
            bits = 0;
            return false;
        }

        bits = BinaryPrimitives.ReadInt64LittleEndian(data[(Slots + (8 * BitOperations.PopCount(mask & (bit - 1))))..]);
        return true;
    }

    public static long PackText(int offset, int length) => ((long)offset << 32) | (uint)length;

    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> data, long packed) =>
        data.Slice(TextsAt(data) + (int)(packed >> 32), (int)(packed & 0xFFFF_FFFF));
}
