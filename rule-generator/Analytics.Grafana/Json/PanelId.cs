namespace Analytics.Grafana.Json;

/// <summary>
/// Ids of panels: from their titles, so that a link or an alert that names a panel still finds it when another one is added above. FNV-1a, 32 bits
/// (http://www.isthe.com/chongo/tech/comp/fnv/), folded to 30 so that it is a positive number in JavaScript and Go.
/// </summary>
internal static class PanelId
{
    public static int Of(string row, Panel? panel = null)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in panel is null ? row : $"{row}/{panel.Title}")
        {
            hash = unchecked((hash ^ letter) * 16_777_619u);
        }

        return (int)((hash >> 30) ^ (hash & 0x3FFF_FFFF));
    }
}
