using System.Collections.Frozen;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Parsing;

/// <summary>Kinds of tokens. The binary operators and the aggregators stand in the order of <see cref="BinaryOperator"/> and <see cref="Aggregator"/>.</summary>
internal enum TokenKind : byte
{
    End,
    Error,
    Identifier,
    MetricIdentifier,
    Number,
    Duration,
    String,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    At,
    Assign,
    RegexMatch,
    RegexNoMatch,

    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    And,
    Or,
    Unless,

    Sum,
    Avg,
    Count,
    Min,
    Max,
    Group,
    Stddev,
    Stdvar,
    TopK,
    BottomK,
    CountValues,
    Quantile,
    LimitK,
    LimitRatio,

    Offset,
    By,
    Without,
    On,
    Ignoring,
    GroupLeft,
    GroupRight,
    Bool,
    Start,
    EndWord,
}

/// <summary>A token and its place.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End)
{
    public Span Span => new(Start, End);

    public bool IsAggregator => Kind is >= TokenKind.Sum and <= TokenKind.LimitRatio;

    public bool IsBinaryOperator => Kind is >= TokenKind.Add and <= TokenKind.Unless;

    public bool IsSign => Kind is TokenKind.Add or TokenKind.Subtract;

    public Aggregator Aggregator => (Aggregator)(Kind - TokenKind.Sum);

    public BinaryOperator BinaryOperator => (BinaryOperator)(Kind - TokenKind.Add);

    /// <summary>Words of the language that are metric names where an operand is expected.</summary>
    public bool CanNameMetric => Kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.And or TokenKind.Or or TokenKind.Unless
        or TokenKind.By or TokenKind.Without or TokenKind.Offset or TokenKind.Start or TokenKind.EndWord || IsAggregator;

    public bool CanStartExpression => CanNameMetric || IsSign
        || Kind is TokenKind.Number or TokenKind.Duration or TokenKind.String or TokenKind.LeftParen or TokenKind.LeftBrace;

    /// <summary>Words of the language that are label names in <c>by (…)</c> and its like. The server leaves <c>without</c> out.</summary>
    public bool CanNameLabel => Kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Atan2 or TokenKind.And or TokenKind.Or
        or TokenKind.Unless || (Kind >= TokenKind.Sum && Kind != TokenKind.Without);
}

/// <summary>The words of the language, in any case.</summary>
internal static class Keywords
{
    private static readonly FrozenDictionary<string, TokenKind>.AlternateLookup<ReadOnlySpan<char>> Kinds = new Dictionary<string, TokenKind>
    {
        ["and"] = TokenKind.And, ["or"] = TokenKind.Or, ["unless"] = TokenKind.Unless, ["atan2"] = TokenKind.Atan2,
        ["sum"] = TokenKind.Sum, ["avg"] = TokenKind.Avg, ["count"] = TokenKind.Count, ["min"] = TokenKind.Min, ["max"] = TokenKind.Max,
        ["group"] = TokenKind.Group, ["stddev"] = TokenKind.Stddev, ["stdvar"] = TokenKind.Stdvar, ["topk"] = TokenKind.TopK,
        ["bottomk"] = TokenKind.BottomK, ["count_values"] = TokenKind.CountValues, ["quantile"] = TokenKind.Quantile,
        ["limitk"] = TokenKind.LimitK, ["limit_ratio"] = TokenKind.LimitRatio,
        ["offset"] = TokenKind.Offset, ["by"] = TokenKind.By, ["without"] = TokenKind.Without, ["on"] = TokenKind.On,
        ["ignoring"] = TokenKind.Ignoring, ["group_left"] = TokenKind.GroupLeft, ["group_right"] = TokenKind.GroupRight, ["bool"] = TokenKind.Bool,
        ["start"] = TokenKind.Start, ["end"] = TokenKind.EndWord,
        ["inf"] = TokenKind.Number, ["nan"] = TokenKind.Number,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a word without colons is.</summary>
    public static TokenKind Of(ReadOnlySpan<char> word) =>
        word.Length <= 12 && Kinds.TryGetValue(word, out var kind) ? kind : TokenKind.Identifier;
}
