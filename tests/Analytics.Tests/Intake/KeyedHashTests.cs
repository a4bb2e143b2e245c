using System.Security.Cryptography;
using System.Text;
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
}
