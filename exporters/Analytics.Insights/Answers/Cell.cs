using Analytics.Catalog;

namespace Analytics.Insights.Answers;

/// <summary>One value of an answer before it may leave the house, with what decides whether it may.</summary>
/// <param name="Metric">The catalog's series that it is a value of: name, unit, meaning.</param>
/// <param name="Labels">One value for each of the metric's own labels, in their order.</param>
/// <param name="Value">In the metric's unit; finite.</param>
/// <param name="People">How many people it is about; null when it is about none (costs, machines).</param>
/// <param name="Others">How many people it tells about by leaving them out: those who did not come back, when it is the share of those who did; null without any.</param>
/// <param name="Line">Cells of one line add up to a total that others can see; null when it is part of no sum.</param>
/// <param name="Part">Which part of the line; cells of one part are about the same people.</param>
/// <param name="Nest">Of the cells of one nest, the people of the smaller are among those of the larger; null when it has none.</param>
public sealed record Cell(Metric Metric, IReadOnlyList<string> Labels, double Value, long? People = null, long? Others = null, string? Line = null, string? Part = null, string? Nest = null);

/// <summary>A value that everybody may see.</summary>
/// <param name="Metric">The catalog's series.</param>
/// <param name="Labels">One value for each of the metric's own labels, in their order.</param>
/// <param name="Value">In the metric's unit.</param>
public sealed record Figure(Metric Metric, IReadOnlyList<string> Labels, double Value);

/// <summary>What an insight says about a day.</summary>
/// <param name="Insight">Its name.</param>
/// <param name="Day">The UTC day whose end it is about, or today so far.</param>
/// <param name="Figures">What may be seen.</param>
/// <param name="Suppressed">How many values were left out because they tell of too few people.</param>
public sealed record DayAnswer(string Insight, DateOnly Day, IReadOnlyList<Figure> Figures, int Suppressed);
