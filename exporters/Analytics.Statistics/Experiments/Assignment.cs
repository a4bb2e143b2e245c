using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Statistics.Experiments;

/// <summary>
/// Which arm of an experiment somebody is in: a function of the two names alone, so that every program gives the same answer without asking anybody.
/// <code>
/// h = the first 8 bytes, big endian, of SHA-256(UTF-8 of experiment + "/" + unit)
/// u = h / 2^64, in [0, 1)
/// arm = the first whose share, added to those before it, is greater than u times all shares
/// </code>
/// Test vectors: <c>Point("workout-v3", "anna")</c> = 0.877115476 and those of AssignmentTests. Different experiments are independent, since the name is hashed too.
/// </summary>
public static class Assignment
{
    /// <summary>Where a unit lies in [0, 1) for an experiment; uniform over units.</summary>
    public static double Point(string experiment, string unit)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{experiment}/{unit}"), hash);

        // 53 bits are what a double holds: the division is exact and never gives 1.
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The index of a unit's arm.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="unit">Who is assigned: the id of a user.</param>
    /// <param name="shares">Positive weights of the arms; they need not add up to 1.</param>
    public static int ArmOf(string experiment, string unit, IReadOnlyList<double> shares)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shares.Count);
        var target = Point(experiment, unit) * shares.Sum();
        var reached = 0.0;
        for (var arm = 0; arm < shares.Count; arm++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shares[arm]);
            reached += shares[arm];
            if (target < reached)
            {
                return arm;
            }
        }

        return shares.Count - 1;
    }
}
