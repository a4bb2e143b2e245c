namespace Analytics.PromQL.Analysis;

/// <summary>What is known of the result of one node.</summary>
/// <param name="Labels">Its labels; null for scalars and texts.</param>
/// <param name="Values">Where its values lie.</param>
/// <param name="Unit">Its unit; null when not known, as that of a bare number.</param>
/// <param name="Kind">Counter, as long as nothing has turned its growth into a rate.</param>
public sealed record Facts(LabelSet? Labels, ValueRange Values, Unit? Unit, MetricKind Kind);
