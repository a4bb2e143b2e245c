namespace Analytics.Grafana;

/// <summary>For whom a board is made: one folder in the repository, one folder in Grafana, one set of permissions.</summary>
/// <param name="Folder">The folder's name, in <c>dashboards/</c> and in Grafana.</param>
/// <param name="Readers">Who reads it, in words.</param>
/// <param name="Teams">The Grafana teams that may look besides the administrators; none: everybody who is signed in.</param>
public sealed record Audience(string Folder, string Readers, params IReadOnlyList<string> Teams)
{
    public static readonly Audience Executive = new("Executive", "Managers who ask how the company is doing.", "executives");
    public static readonly Audience Product = new("Product", "Product managers who ask what people do in the app.", "product", "executives");
    public static readonly Audience Business = new("Business", "Analysts of revenue, marketplace and costs.", "finance", "executives");
    public static readonly Audience Ai = new("Ai", "The team that trains and releases the models.", "ai", "product");
    public static readonly Audience Coach = new("Coach", "Coaches; never anything about one person.", "coaches", "product");
    public static readonly Audience Fitness = new("Fitness", "Exercise scientists and the wearables team.", "fitness", "product");
    public static readonly Audience Operations = new("Operations", "Engineers on call.");

    public static readonly Audience ServiceLevels = new("ServiceLevels", "Everybody who gave a promise, keeps it, or relies on it.");

    public static IReadOnlyList<Audience> All { get; } = [Executive, Product, Business, Ai, Coach, Fitness, Operations, ServiceLevels];

    /// <summary>The folder's stable id in Grafana.</summary>
    public string Uid => "analytics-" + Folder.ToLowerInvariant();
}
