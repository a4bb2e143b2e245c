using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Something in an expression that is valid PromQL and wrong all the same.</summary>
/// <param name="Rule">Id of the rule, for example <c>promql/rate-on-gauge</c>; the README lists them.</param>
/// <param name="IsError">True: it cannot work. False: it works, but likely not as meant.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
/// <param name="Span">Its place in the source; <see cref="Span.None"/> in a tree that was built, not read.</param>
public sealed record ExpressionFinding(string Rule, bool IsError, string Message, Span Span);
