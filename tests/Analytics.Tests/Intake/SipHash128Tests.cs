using Analytics.Intake.Privacy;

namespace Analytics.Tests.Intake;

public sealed class SipHash128Tests
{
    /// <summary>Key 00..0f, message 00, 01, 02 …: vectors of the reference implementation (vectors_sip128), also given by <c>openssl mac SIPHASH</c>.</summary>
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(2, "8177228DA4A45DC7FCA38BDEF60AFFE4")]
    [InlineData(15, "5493E99933B0A8117E08EC0F97CFC3D9")]
    [InlineData(16, "6EE2A4CA67B054BBFD3315BF85230577")]
    [InlineData(63, "5150D1772F50834A503E069A973FBD7C")]
    public void Gives_the_reference_implementations_hashes(int length, string expected)
    {
        var hash = new SipHash128([.. Enumerable.Range(0, SipHash128.KeySize).Select(i => (byte)i)]);
        var found = new byte[16];
        hash.Write([.. Enumerable.Range(0, length).Select(i => (byte)i)], found);
        Assert.Equal(expected, Convert.ToHexString(found));
    }
}
