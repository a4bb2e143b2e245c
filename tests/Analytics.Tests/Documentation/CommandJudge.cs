using System.CommandLine;
using System.Text.RegularExpressions;
using Analytics.Cli;
using Analytics.Cli.Shell;
using Analytics.Gateway.Access;
using Analytics.Operations.Jobs;

namespace Analytics.Tests.Documentation;

/// <summary>
/// What is wrong with a command that a page tells people to type, judged by what the repository has: the command tree, the table of endpoints, projects, tests and files.
/// Words in capitals stand for something of the reader's.
/// </summary>
internal static partial class CommandJudge
{
    /// <summary>Programs that the repository does not make: their names are known, their options are theirs.</summary>
    private static readonly string[] Others =
    [
        "psql", "pg_isready", "redis-cli", "promtool", "amtool", "kubectl", "mimirtool", // the peers' own
        "openssl", "certbot", "systemctl", "journalctl", "dmesg", // the machine's
        "top", "iostat", "ps", "free", "df", "du", "find", "tail", "head", "cat", "grep", "awk", "sort", "uniq", "sleep", "date", "echo", "printf", "jq", "git", "export",
        "for", "do", "done", // the shell's
    ];

    private static readonly RootCommand Tree = CommandTree.Create(TimeProvider.System);

    private static readonly string Benchmarks = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Analytics.Benchmarks"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    /// <summary>One sentence, or null where the command can be typed as it stands.</summary>
    /// <param name="words">A simple command.</param>
    /// <param name="inSentence">In a sentence a command may be named without what it needs, and a family without one of its commands.</param>
    public static string? Mistake(IReadOnlyList<string> words, bool inSentence = false)
    {
        var arguments = words.Skip(1).ToArray();
        return NoFile(words) ?? words[0] switch
        {
            "./analytics" or "analytics" => OfAnalytics(arguments, inSentence),
            "./tests/run" or "tests/run" => NotNamedIn("tests/run", arguments),
            "collector-config/native/install.sh" => NotNamedIn(words[0], arguments.Where(word => !word.StartsWith('/'))),
            "dotnet" => OfDotnet(arguments),
            "curl" => OfCurl(arguments),
            var program when BuiltProgram().Match(program) is { Success: true } built => OfTests(built.Groups[1].Value, arguments),
            var program => Others.Contains(program) ? null : $"nobody knows the program '{program}'",
        };
    }

    private static string? NoFile(IEnumerable<string> words) =>
        words.FirstOrDefault(word => PathOfOurs().IsMatch(word) && !Path.Exists(Path.Combine(Repository.Root, word))) is { } path ? $"there is no {path}" : null;

    private static string? OfAnalytics(string[] arguments, bool inSentence)
    {
        var parsed = Tree.Parse(arguments);
        var mistakes = inSentence && UsageMistakes.IsIncomplete(parsed) ? [] : UsageMistakes.Of(parsed).Where(mistake => !(inSentence && LeavesOut().IsMatch(mistake))
            && !arguments.Any(word => Placeholder().IsMatch(word) && mistake.Contains($"'{word}'", StringComparison.Ordinal))).ToList();
        return mistakes.Count > 0 ? string.Join("; ", mistakes) : arguments switch
        {
            ["test", .. var names] => names.FirstOrDefault(name => !name.StartsWith('-') && !Placeholder().IsMatch(name) && !RuleTests.Any(file => file.Contains(name, StringComparison.OrdinalIgnoreCase))) is { } none
                ? $"no test file has {none} in its name" : null,
            ["jobs", "run", var job, ..] => job.StartsWith('-') || Placeholder().IsMatch(job) || JobTable.Find(job) is not null ? null : $"there is no job '{job}'",
            _ => null,
        };
    }

    private static readonly IReadOnlyList<string> RuleTests = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "alert-rules"), "*.tests.yml", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!)];

    /// <summary>Our two scripts say in their own first lines what they take.</summary>
    private static string? NotNamedIn(string script, IEnumerable<string> arguments)
    {
        var usage = string.Concat(File.ReadLines(Path.Combine(Repository.Root, script)).Take(10));
        return arguments.FirstOrDefault(word => word is not ("-h" or "--help") && !Regex.IsMatch(usage, $@"[\[|]{Regex.Escape(word)}[\]| ]")) is { } unknown ? $"{script} does not take '{unknown}'" : null;
    }

    private static string? OfDotnet(string[] arguments)
    {
        var end = Array.IndexOf(arguments, "--") is >= 0 and var dashes ? dashes : arguments.Length;
        var project = Array.IndexOf(arguments, "--project") is >= 0 and var option ? arguments[option + 1] : arguments[..end].LastOrDefault(word => word.Contains('/', StringComparison.Ordinal));
        return arguments is not ["run" or "build" or "test", ..] ? $"dotnet is only asked to run, build or test"
            : project is null || (!project.EndsWith(".sln", StringComparison.Ordinal) && Directory.GetFiles(Path.Combine(Repository.Root, project), "*.csproj").Length == 0) ? $"{project ?? "nothing"} is no project"
            : project.EndsWith("Analytics.Benchmarks", StringComparison.Ordinal) ? NoBenchmark(arguments.Skip(end + 1)) : null;
    }

    private static string? NoBenchmark(IEnumerable<string> arguments) =>
        arguments.FirstOrDefault(word => !Placeholder().IsMatch(word) && !word.All(char.IsAsciiDigit) && !Benchmarks.Contains($"\"{word}\"", StringComparison.Ordinal)) is { } unknown ? $"no benchmark takes '{unknown}'" : null;

    private static string? OfTests(string project, string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "tests", project);
        if (!Directory.Exists(folder) || project == "Analytics.Benchmarks")
        {
            return Directory.Exists(folder) ? NoBenchmark(arguments) : $"there is no project tests/{project}";
        }

        var sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var filters = arguments.Zip(arguments.Skip(1)).Where(pair => pair.First is "-namespace" or "-class" or "-method").Select(pair => pair.Second.Trim('*'));
        return filters.FirstOrDefault(filter => !Placeholder().IsMatch(filter) && !sources.Any(text => text.Contains(filter, StringComparison.Ordinal))) is { } none ? $"no test of {project} is called '{none}'" : null;
    }

    private static string? OfCurl(string[] arguments)
    {
        var url = arguments.Select(word => GatewayUrl().Match(word)).FirstOrDefault(match => match.Success);
        var method = Array.IndexOf(arguments, "-X") is >= 0 and var option ? arguments[option + 1] : arguments.Contains("-d") ? "POST" : "GET";
        return url is null || HasEndpoint(method, url.Groups[1].Value) ? null : $"the gateway has no {method} {url.Groups[1].Value}";
    }

    /// <summary>Whether the gateway has it, by its route's pattern or with values in its place.</summary>
    public static bool HasEndpoint(string method, string path) => EndpointTable.All.Any(row => row.Method == method && row.Route.Split('/') is var route && path.Split('/') is var asked
        && route.Length == asked.Length && route.Zip(asked).All(pair => pair.First == pair.Second || pair.First.StartsWith('{')));

    /// <summary>A sentence may speak of a command without what it needs.</summary>
    [GeneratedRegex("is required|^Required argument missing")]
    private static partial Regex LeavesOut();

    [GeneratedRegex("^[A-Z][A-Z_]*$|\\$")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^\\.artifacts/bin/([\\w.]+)/release/\\1$")]
    private static partial Regex BuiltProgram();

    [GeneratedRegex("^(\\./)?(exporters|rule-generator|alert-rules|dashboards|collector-config|tests)/[\\w./-]+$")]
    private static partial Regex PathOfOurs();

    [GeneratedRegex("^(?:\\$GATEWAY|http://(?:127\\.0\\.0\\.1|localhost):8080)([^?]+)")]
    private static partial Regex GatewayUrl();
}
