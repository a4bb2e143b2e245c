using Analytics.Catalog;

namespace Analytics.Operations.Queries;

/// <summary>A question about the recommendation models.</summary>
/// <param name="Models">Which of them; none: all.</param>
/// <param name="From">Values published after it.</param>
/// <param name="To">Values published at it at the latest.</param>
/// <param name="Window">Over how long quality is measured.</param>
/// <param name="WithTrends">Whether the days between are answered too.</param>
public sealed record AiPerformanceQuestion(IReadOnlyList<AiModel> Models, DateTimeOffset From, DateTimeOffset To, QualityWindow Window, bool WithTrends);

/// <summary>How a version did; null where nothing was published, since too few people were concerned or nothing happened.</summary>
/// <param name="Version">The model's version.</param>
/// <param name="AsOf">The end of the period that the figures are about.</param>
/// <param name="Served">Recommendations served.</param>
/// <param name="Accuracy">Share of the labelled outcomes that were right, 0 to 1.</param>
/// <param name="Answers">accepted, modified, rejected: shares of the answers, 0 to 1.</param>
/// <param name="Satisfaction">Mean, 1 to 5.</param>
/// <param name="LatencyP50">Seconds.</param>
/// <param name="LatencyP95">Seconds.</param>
/// <param name="SafetyPerThousand">For each issue, events per 1,000 recommendations.</param>
/// <param name="AccuracyChange">Against the version before it; difference of shares, -1 to 1.</param>
/// <param name="AcceptanceChange">Against the version before it; difference of shares, -1 to 1.</param>
public sealed record VersionPerformance(
    string Version,
    DateTimeOffset AsOf,
    double? Served,
    double? Accuracy,
    IReadOnlyDictionary<string, double> Answers,
    double? Satisfaction,
    double? LatencyP50,
    double? LatencyP95,
    IReadOnlyDictionary<string, double> SafetyPerThousand,
    double? AccuracyChange,
    double? AcceptanceChange);

/// <summary>How far a model's scores and inputs moved from the 28 days before.</summary>
/// <param name="Scores">Population stability index of the scores; above 0.25 is major.</param>
/// <param name="JensenShannon">Of the same scores, 0 to 0.69.</param>
/// <param name="Inputs">Population stability index of each input.</param>
public sealed record ModelDrift(double? Scores, double? JensenShannon, IReadOnlyDictionary<string, double> Inputs);

/// <summary>How a model did.</summary>
/// <param name="Model">The model.</param>
/// <param name="Versions">The one with the youngest figures first, then those that served more.</param>
/// <param name="Drift">Whether it still sees what it was made for.</param>
/// <param name="AccuracyTrend">Accuracy of 7 days minus that of the 7 days before.</param>
public sealed record ModelPerformance(AiModel Model, IReadOnlyList<VersionPerformance> Versions, ModelDrift Drift, double? AccuracyTrend);

/// <summary>A figure of a version at the end of each day.</summary>
public sealed record AiTrend(AiModel Model, string Version, Metric Metric, IReadOnlyList<(DateTimeOffset At, double Value)> Points);

/// <summary>What to do about a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version it is about; null: the whole model.</param>
/// <param name="Action">A word for programs: <c>stop</c>, <c>roll_back</c>, <c>retrain</c>, <c>investigate</c>, <c>wait</c> or <c>keep</c>.</param>
/// <param name="Text">What to do, in words.</param>
/// <param name="Reasons">The figures that say so.</param>
public sealed record AiAdvice(AiModel Model, string? Version, string Action, string Text, IReadOnlyList<string> Reasons);

/// <summary>The answer.</summary>
public sealed record AiPerformance(IReadOnlyList<ModelPerformance> Models, IReadOnlyList<AiTrend> Trends, IReadOnlyList<AiAdvice> Advice);
