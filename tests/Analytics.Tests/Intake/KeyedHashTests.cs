using System.Security.Cryptography;
using System.Text;
using Analytics.Intake;
using Analytics.Intake.Privacy;

namespace Analytics.Tests.Intake;

public sealed class KeyedHashTests
{
    [Fact]
    public void A_pseudonym_is_the_HMAC_of_its_id_whether_it_was_remembered_displaced_or_never_seen()
    {
        var key = SHA256.HashData("key"u8);
        var hash = new KeyedHash(key, key);
        var ids = Enumerable.Range(0, 20_000).Select(i => $"user-{i}" + new string('x', i % 90)).ToArray();
        var found = new byte[EventLayout.PseudonymSize];
        foreach (var id in ids.Concat(ids.Reverse()).Concat(ids.TakeLast(10)))
        {
            foreach (var subject in Enum.GetValues<Subject>())
            {
                hash.WritePseudonym(subject, Encoding.UTF8.GetBytes(id), found);
                byte[] message = [(byte)subject, .. Encoding.UTF8.GetBytes(id)];
                Assert.Equal(HMACSHA256.HashData(key, message)[..EventLayout.PseudonymSize], found);
            }
        }
    }

    [Fact]
    public void Pseudonyms_that_are_made_together_are_those_that_are_made_alone()
    {
        var key = SHA256.HashData("key"u8);
        var (hash, alone) = (new KeyedHash(key, key), new KeyedHash(key, key));
        var dice = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            using var frame = new ByteBuffer(64);
            var expected = new List<byte>();
            for (var i = dice.Next(40); i > 0; i--)
            {
                // Some twice in a request, some too long, some with the same text for both subjects, some taken back.
                var id = Encoding.UTF8.GetBytes(new string((char)('a' + dice.Next(3)), dice.Next(1, 70)));
                var (subject, at) = ((Subject)dice.Next(1, 3), frame.Length);
                frame.Take(EventLayout.PseudonymSize).Clear();
                hash.WritePseudonym(subject, id, frame, at);
                if (dice.Next(5) == 0)
                {
                    frame.Truncate(at);
                    hash.Forget(at);
                    continue;
                }

                var one = new byte[EventLayout.PseudonymSize];
                alone.WritePseudonym(subject, id, one);
                expected.AddRange(one);
            }

            hash.Complete(frame);
            Assert.Equal(expected.ToArray(), frame.Written.ToArray());
        }
    }
}
