using System.Buffers.Binary;

namespace Analytics.Intake;

/// <summary>128 bits as PostgreSQL's uuid has them: the most significant byte first.</summary>
internal static class UInt128Guid
{
    public static Guid ToGuid(this UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new Guid(bytes, bigEndian: true);
    }
}
