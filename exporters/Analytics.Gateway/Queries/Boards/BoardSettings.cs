namespace Analytics.Gateway.Queries.Boards;

/// <summary>Where the boards are, and who knows what they show.</summary>
/// <param name="Folder">The generated boards, a folder for each audience.</param>
/// <param name="Prometheus">Base URL of its HTTP API.</param>
internal sealed record BoardSettings(string Folder, Uri Prometheus)
{
    /// <summary>Both or neither: without them the gateway answers nothing about boards.</summary>
    public static BoardSettings? Read(string? folder, string? prometheus, List<string> mistakes)
    {
        if (string.IsNullOrEmpty(folder) && string.IsNullOrEmpty(prometheus))
        {
            return null;
        }

        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
        {
            mistakes.Add($"ANALYTICS__BOARDS__FOLDER: expected the folder of the generated boards (dashboards/ of the repository), not '{folder}'");
        }

        if (!Uri.TryCreate(prometheus, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            mistakes.Add($"ANALYTICS__PROMETHEUS__URL: expected Prometheus' address such as http://127.0.0.1:9090, not '{prometheus}'");
            return null;
        }

        return new BoardSettings(folder ?? "", address);
    }
}
