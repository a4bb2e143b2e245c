using System.Globalization;
using Analytics.Exporters.Otlp;
using Analytics.Gateway.Access;
using Analytics.Gateway.Queries.Boards;
using Analytics.Intake;
using Analytics.Intake.Access;
using Analytics.Intake.Contract;
using Analytics.Operations.Jobs;

namespace Analytics.Gateway;

/// <summary>The gateway's settings, from appsettings.json and <c>ANALYTICS__…</c> in the environment; the table is in the README.</summary>
internal sealed record GatewaySettings(IntakeSettings Intake, AccessSettings Access, TlsSettings? Tls, string AuditAnchor, ExportSettings? Export, long BodyLimitBytes, int SmallestGroup, BoardSettings? Boards)
{
    /// <summary>What all bodies that are being read may have together.</summary>
    private const long DefaultBodyLimit = 256L * 1024 * 1024;

    /// <summary>Reads everything and reports all mistakes at once, each with the variable's name.</summary>
    public static (GatewaySettings? Settings, IReadOnlyList<string> Mistakes) Read(IConfiguration configuration)
    {
        var mistakes = new List<string>();
        var defaults = new IntakeSettings { ConnectionString = "", LogDirectory = "", Instance = "", PrivacyKeyFile = "" };
        var intake = defaults with
        {
            ConnectionString = configuration["Analytics:Postgres:ConnectionString"] ?? "",
            LogDirectory = configuration["Analytics:Intake:LogDirectory"] ?? "",
            Instance = configuration["Analytics:Intake:Instance"] ?? Environment.MachineName,
            LogLimitBytes = Read(configuration, "Analytics:Intake:LogLimitBytes", defaults.LogLimitBytes, "a number of bytes", Bytes, mistakes),
            MaxAge = Read(configuration, "Analytics:Intake:MaxAge", defaults.MaxAge, "a duration such as 30d, 12h or 30.00:00:00", Duration, mistakes),
            RecentIds = Read(configuration, "Analytics:Intake:RecentIds", defaults.RecentIds, "a number", Count, mistakes),
            Quota = new SourceQuota(
                Read(configuration, "Analytics:Intake:EventsPerSecond", 0d, "a number of events a second", Rate, mistakes),
                Read(configuration, "Analytics:Intake:BytesPerSecond", 0d, "a number of bytes a second", Rate, mistakes)),
            SourceQuotas = Quotas(configuration.GetSection("Analytics:Intake:SourceQuotas"), mistakes),
            PrivacyKeyFile = configuration["Analytics:Privacy:KeyFile"] ?? "",
        };
        mistakes.AddRange(intake.Mistakes());
        var access = AccessSettings.Read(configuration["Analytics:Access:KeyFile"], configuration["Analytics:Access:Anonymous"], configuration["Analytics:Admin:KeyFile"], mistakes);
        var addresses = (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var tls = TlsSettings.Read(key => configuration[key], addresses, TimeProvider.System.GetUtcNow(), mistakes);
        var export = ExportSettingsReader.Read(key => configuration[key], "analytics-gateway", intake.Instance, mistakes);
        var bodyLimit = Read(configuration, "Analytics:Intake:BodyLimitBytes", DefaultBodyLimit, "a number of bytes", Bytes, mistakes);
        if (bodyLimit < IntakeRequest.MaxBody(IntakeForm.OtlpProtobuf))
        {
            mistakes.Add($"ANALYTICS__INTAKE__BODYLIMITBYTES: expected room for one of the largest requests, {IntakeRequest.MaxBody(IntakeForm.OtlpProtobuf)} bytes");
        }

        var smallestGroup = ObjectivesReader.ReadSmallestGroup(configuration["Analytics:Privacy:SmallestGroup"], mistakes);
        var boards = BoardSettings.Read(configuration["Analytics:Boards:Folder"], configuration["Analytics:Prometheus:Url"], mistakes);
        return mistakes.Count == 0 ? (new GatewaySettings(intake, access, tls, AuditAnchorOf(configuration, intake), export, bodyLimit, smallestGroup, boards), mistakes) : (null, mistakes);
    }

    /// <summary>Beside the log unless it is said: on a disk that PostgreSQL's owner does not write to.</summary>
    private static string AuditAnchorOf(IConfiguration configuration, IntakeSettings intake) =>
        configuration["Analytics:Audit:AnchorFile"] is { Length: > 0 } file ? file : Path.GetFullPath(intake.LogDirectory).TrimEnd('/') + ".audit-anchor";

    private static T Read<T>(IConfiguration configuration, string name, T preset, string expected, Func<string, T?> parse, List<string> mistakes)
        where T : struct
    {
        if (configuration[name] is not { Length: > 0 } text)
        {
            return preset;
        }

        if (parse(text) is { } value)
        {
            return value;
        }

        mistakes.Add($"{ExportSettingsReader.Variable(name)}: expected {expected}, not '{text}'");
        return preset;
    }

    /// <summary><c>ANALYTICS__INTAKE__SOURCEQUOTAS__mobile=5000/10000000</c>: events a second and bytes a second.</summary>
    private static Dictionary<string, SourceQuota> Quotas(IConfigurationSection section, List<string> mistakes)
    {
        var quotas = new Dictionary<string, SourceQuota>(StringComparer.Ordinal);
        foreach (var entry in section.GetChildren())
        {
            var parts = (entry.Value ?? "").Split('/');
            if (parts.Length == 2 && Rate(parts[0]) is { } events && Rate(parts[1]) is { } bytes)
            {
                quotas[entry.Key] = new SourceQuota(events, bytes);
            }
            else
            {
                mistakes.Add($"ANALYTICS__INTAKE__SOURCEQUOTAS__{entry.Key}: expected events/bytes a second such as 5000/10000000, not '{entry.Value}'");
            }
        }

        return quotas;
    }

    private static double? Rate(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) ? rate : null;

    private static long? Bytes(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static TimeSpan? Duration(string text)
    {
        if (double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 100_000)
        {
            switch (text[^1])
            {
                case 'd': return TimeSpan.FromDays(amount);
                case 'h': return TimeSpan.FromHours(amount);
                case 'm': return TimeSpan.FromMinutes(amount);
                default: break;
            }
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
    }
}
