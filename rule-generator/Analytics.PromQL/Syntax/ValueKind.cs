namespace Analytics.PromQL.Syntax;

/// <summary>What an expression evaluates to.</summary>
public enum ValueKind
{
    /// <summary>One number, without labels.</summary>
    Scalar,

    /// <summary>A text; only an argument of a few functions.</summary>
    String,

    /// <summary>Series with one sample each, all at the same time.</summary>
    InstantVector,

    /// <summary>Series with the samples of a stretch of time.</summary>
    RangeVector,
}

/// <summary>The names that Prometheus gives to the kinds.</summary>
public static class ValueKindNames
{
    /// <summary>As in the answers of Prometheus' API: <c>scalar</c>, <c>string</c>, <c>vector</c>, <c>matrix</c>.</summary>
    public static string ApiName(this ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "scalar",
        ValueKind.String => "string",
        ValueKind.InstantVector => "vector",
        _ => "matrix",
    };

    /// <summary>As in Prometheus' messages: <c>instant vector</c>, <c>range vector</c>.</summary>
    public static string DocumentedName(this ValueKind kind) => kind switch
    {
        ValueKind.Scalar => "scalar",
        ValueKind.String => "string",
        ValueKind.InstantVector => "instant vector",
        _ => "range vector",
    };
}
