using Analytics.Exporters.Otlp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Analytics.Exporters;

/// <summary>
/// The settings of a host, which remember what was asked for. A misspelt variable is no mistake that anybody could see: nobody asks for it, and what was meant has its
/// default. Here it is found, without a second list of names.
/// </summary>
public sealed class AskedSettings(IConfiguration all) : IConfiguration
{
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sections = [];

    public string? this[string key]
    {
        get
        {
            _keys.Add(key);
            return all[key];
        }
        set => all[key] = value;
    }

    /// <summary>A section; whoever asks for it reads all of it.</summary>
    public IConfigurationSection GetSection(string key)
    {
        _sections.Add(key + ConfigurationPath.KeyDelimiter);
        return all.GetSection(key);
    }

    public IEnumerable<IConfigurationSection> GetChildren() => all.GetChildren();

    public IChangeToken GetReloadToken() => all.GetReloadToken();

    /// <summary>A line for each setting of <c>Analytics</c> that has a value and was not asked for so far.</summary>
    public IReadOnlyList<string> Unread() =>
    [
        .. all.GetSection("Analytics").AsEnumerable()
            .Where(setting => setting.Value is not null && !_keys.Contains(setting.Key) && !_sections.Any(section => setting.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase)))
            .Select(setting => $"{ExportSettingsReader.Variable(setting.Key)} is set, but nothing reads it: the name is misspelt, of another program, or belongs to a setting that is not made.")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Warns of each of <see cref="Unread"/>.</summary>
    public void WarnOfUnread(ILogger logger)
    {
        foreach (var unread in Unread())
        {
            logger.LogWarning("{Unread}", unread);
        }
    }
}
