using System.Security.Cryptography;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Contract;

/// <summary>
/// Ids of one source as 128 bits under a key that each process makes anew: nobody outside can aim at a value, and two of a million ids are equal by chance
/// once in 10^26 times. Never 0, which marks an empty place.
/// </summary>
internal readonly struct IdHash
{
    private static readonly SipHash128 Sources = new(RandomNumberGenerator.GetBytes(SipHash128.KeySize));

    private readonly SipHash128 _ids;

    private IdHash(SipHash128 ids) => _ids = ids;

    /// <summary>Hashes the ids that a source numbers: the source's own hash is the key, so that the same id of two sources is two.</summary>
    public static IdHash For(ReadOnlySpan<byte> source) => new(new SipHash128(Sources.Hash(source)));

    public UInt128 Of(ReadOnlySpan<byte> id) => _ids.Hash(id) | UInt128.One;
}
