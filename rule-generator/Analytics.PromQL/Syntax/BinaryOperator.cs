namespace Analytics.PromQL.Syntax;

/// <summary>The operators between two expressions.</summary>
public enum BinaryOperator
{
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
}

/// <summary>Text, family and precedence of the binary operators.</summary>
public static class BinaryOperators
{
    private static readonly string[] Symbols = ["+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<", ">=", "<=", "and", "or", "unless"];

    /// <summary>How the operator is written: <c>+</c>, <c>==</c>, <c>and</c>.</summary>
    public static string Symbol(this BinaryOperator op) => Symbols[(int)op];

    /// <summary><c>== != &gt; &lt; &gt;= &lt;=</c></summary>
    public static bool IsComparison(this BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.LessOrEqual;

    /// <summary><c>and or unless</c></summary>
    public static bool IsSet(this BinaryOperator op) => op >= BinaryOperator.And;

    /// <summary><c>+ - * / % ^ atan2</c></summary>
    public static bool IsArithmetic(this BinaryOperator op) => op <= BinaryOperator.Atan2;

    /// <summary>Binding strength, 1 (<c>or</c>) to 6 (<c>^</c>, the only one that associates to the right).</summary>
    public static int Precedence(this BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 1,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        BinaryOperator.Add or BinaryOperator.Subtract => 4,
        BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo or BinaryOperator.Atan2 => 5,
        BinaryOperator.Power => 6,
        _ => 3,
    };
}
