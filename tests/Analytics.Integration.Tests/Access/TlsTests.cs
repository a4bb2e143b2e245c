using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Access;

/// <summary>A real gateway behind its own certificate.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("an-tls-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_door_shows_its_certificate_speaks_TLS_1_3_and_refuses_older_protocols_when_told_so()
    {
        var thumbprint = MakeCertificate();
        var port = FreePort.Next();
        await using var gateway = await GatewayPeer.StartAsync(
            $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=none",
            new Dictionary<string, string>
            {
                ["ANALYTICS__TLS__CERTIFICATE"] = Path.Combine(_folder, "tls.crt"), ["ANALYTICS__TLS__KEY"] = Path.Combine(_folder, "tls.key"), ["ANALYTICS__TLS__MINIMUMPROTOCOL"] = "1.3",
            },
            alsoListen: $"https://127.0.0.1:{port}", cancel: Cancel);

        var (protocol, shown) = await HandshakeAsync(port, SslProtocols.Tls13);
        Assert.Equal((SslProtocols.Tls13, thumbprint), (protocol, shown));
        await Assert.ThrowsAnyAsync<Exception>(() => HandshakeAsync(port, SslProtocols.Tls12));

        using var plain = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync($"http://127.0.0.1:{port}/healthz", Cancel));
    }

    private static async Task<(SslProtocols Protocol, string Thumbprint)> HandshakeAsync(int port, SslProtocols protocols)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, Cancel);
        await using var stream = new SslStream(socket.GetStream());
        var shown = "";
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "gateway",
            EnabledSslProtocols = protocols,
            // Self-signed: what counts is that it is this one.
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (shown = certificate!.GetCertHashString(HashAlgorithmName.SHA256)).Length > 0,
        }, Cancel);
        return (stream.SslProtocol, shown);
    }

    private string MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }
}
