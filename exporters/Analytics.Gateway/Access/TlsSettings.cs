using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Analytics.Gateway.Access;

/// <summary>How the gateway proves itself on <c>https://</c> addresses. Read and tried at start: a certificate that cannot be used stops the start, not the first client.</summary>
internal sealed record TlsSettings(X509Certificate2 Certificate, SslProtocols Protocols)
{
    private const string CertificateName = "ANALYTICS__TLS__CERTIFICATE";

    /// <summary>Null without a certificate; each mistake is added with the variable's name.</summary>
    public static TlsSettings? Read(Func<string, string?> setting, IReadOnlyList<string> addresses, DateTimeOffset now, List<string> mistakes)
    {
        var protocols = setting("Analytics:Tls:MinimumProtocol") switch
        {
            null or "" or "1.2" => SslProtocols.Tls12 | SslProtocols.Tls13,
            "1.3" => SslProtocols.Tls13,
            _ => SslProtocols.None,
        };
        if (protocols == SslProtocols.None)
        {
            mistakes.Add("ANALYTICS__TLS__MINIMUMPROTOCOL: expected 1.2 or 1.3");
        }

        var asked = addresses.Any(address => address.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
        if (setting("Analytics:Tls:Certificate") is not { Length: > 0 } file)
        {
            if (asked)
            {
                mistakes.Add($"{CertificateName}: missing, but ASPNETCORE_URLS has an https:// address");
            }

            return null;
        }

        if (!asked)
        {
            mistakes.Add($"{CertificateName}: set, but ASPNETCORE_URLS has no https:// address, so that keys would travel in the clear");
        }

        return Load(file, setting, now, mistakes) is { } certificate ? new TlsSettings(certificate, protocols) : null;
    }

    private static X509Certificate2? Load(string file, Func<string, string?> setting, DateTimeOffset now, List<string> mistakes)
    {
        try
        {
            var certificate = setting("Analytics:Tls:Key") is { Length: > 0 } key
                ? X509Certificate2.CreateFromPemFile(file, key)
                : X509CertificateLoader.LoadPkcs12FromFile(file, setting("Analytics:Tls:PasswordFile") is { Length: > 0 } password ? File.ReadAllText(password).TrimEnd('\r', '\n') : null);
            if (!certificate.HasPrivateKey)
            {
                mistakes.Add($"{CertificateName}: '{file}' has no private key");
            }
            else if (now > certificate.NotAfter || now < certificate.NotBefore)
            {
                mistakes.Add(FormattableString.Invariant($"{CertificateName}: '{file}' is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u}, and not now"));
            }
            else
            {
                return certificate;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            mistakes.Add($"{CertificateName}: '{file}' cannot be used (PEM with ANALYTICS__TLS__KEY, or PKCS #12): {e.Message}");
        }

        return null;
    }
}
