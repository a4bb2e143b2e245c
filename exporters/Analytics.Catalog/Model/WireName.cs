using System.Reflection;
using System.Text;

namespace Analytics.Catalog;

/// <summary>Gives an enum member another name on the wire than its own in snake_case.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WireNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The names of a closed set of values in JSON, in PostgreSQL and as label values: snake_case of the enum member.</summary>
public static class WireName
{
    /// <summary>The wire names of all members, in the order of their numeric values (which run 0, 1, 2, ...).</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Names<T>.Values;

    /// <summary>The wire name of one member: <c>DevicePlatform.Ios</c> is <c>ios</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.Values[Convert.ToInt32(value, null)];

    internal static string Snake(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 4);
        foreach (var letter in pascal)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly string[] Values =
        [
            .. Enum.GetValues<T>().Select(value => typeof(T).GetField(value.ToString())!)
                .Select(member => member.GetCustomAttribute<WireNameAttribute>()?.Name ?? Snake(member.Name)),
        ];
    }
}
