using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Gateway.Access;

namespace Analytics.Tests.Access;

/// <summary>A certificate that cannot be used stops the start.</summary>
public sealed class TlsSettingsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-tls-").FullName;
    private readonly List<string> _mistakes = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_certificate_in_PEM_is_taken_and_the_least_protocol_is_1_2_unless_asked()
    {
        var (certificate, key) = Make(Now.AddDays(10));
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, Read("https://127.0.0.1:8443", certificate, key)!.Protocols);
        Assert.Equal(SslProtocols.Tls13, Read("https://127.0.0.1:8443", certificate, key, "1.3")!.Protocols);
        Assert.Empty(_mistakes);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1", null, null, "1.2", "CERTIFICATE: missing")]
    [InlineData("http://127.0.0.1:1", "good", "good", "1.2", "no https:// address")]
    [InlineData("https://127.0.0.1:1", "good", "/nowhere", "1.2", "cannot be used")]
    [InlineData("https://127.0.0.1:1", "old", "old", "1.2", "and not now")]
    [InlineData("https://127.0.0.1:1", "good", "good", "1.1", "MINIMUMPROTOCOL")]
    public void What_is_wrong_is_named(string address, string? certificate, string? key, string protocol, string expected)
    {
        var (good, goodKey) = Make(certificate == "old" ? Now.AddDays(-1) : Now.AddDays(10));
        Read(address, certificate is null ? null : good, key is "good" or "old" ? goodKey : key, protocol);
        Assert.Contains(expected, Assert.Single(_mistakes), StringComparison.Ordinal);
    }

    private TlsSettings? Read(string address, string? certificate, string? key, string? protocol = null)
    {
        var settings = new Dictionary<string, string?> { ["Analytics:Tls:Certificate"] = certificate, ["Analytics:Tls:Key"] = key, ["Analytics:Tls:MinimumProtocol"] = protocol };
        return TlsSettings.Read(name => settings.GetValueOrDefault(name), [address], Now, _mistakes);
    }

    private (string Certificate, string Key) Make(DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-30), until);
        var (file, keyFile) = (Path.Combine(_folder, "tls.crt"), Path.Combine(_folder, "tls.key"));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile);
    }
}
