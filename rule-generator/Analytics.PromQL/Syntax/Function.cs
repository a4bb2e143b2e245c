namespace Analytics.PromQL.Syntax;

/// <summary>The signature of a function.</summary>
/// <param name="Name">As written.</param>
/// <param name="Parameters">Kinds of the parameters.</param>
/// <param name="Returns">What a call evaluates to.</param>
/// <param name="Variadic">0: exactly these parameters. n &gt; 0: the last one may be left out, or come up to n times. -1: any number of times, also none.</param>
/// <param name="Experimental">Needs the server's <c>promql-experimental-functions</c>.</param>
public sealed record Function(string Name, ValueList<ValueKind> Parameters, ValueKind Returns, int Variadic = 0, bool Experimental = false)
{
    /// <summary>The fewest arguments a call may have.</summary>
    public int MinimumArguments => Variadic == 0 ? Parameters.Count : Parameters.Count - 1;

    /// <summary>The most arguments a call may have; null for any number.</summary>
    public int? MaximumArguments => Variadic switch { 0 => Parameters.Count, < 0 => null, _ => Parameters.Count - 1 + Variadic };
}
