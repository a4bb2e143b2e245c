using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.AlertRules;
using Analytics.Rules;
using Analytics.Rules.Mutation;
using Analytics.Rules.Output;

namespace Analytics.Cli.Authoring;

/// <summary>
/// Makes mistakes in a copy of the rules and asks promtool whether a test notices: all mistakes of a file in one run where the rules allow it
/// (<see cref="MutantCrowd"/>), else one after the other; as many runs at once as the machine has processors.
/// </summary>
internal sealed class MutationRun(string root, OfficialTools tools)
{
    /// <summary>Each mistake, and whether a test noticed, in the order of the files.</summary>
    /// <param name="files">Rule files with tests of their own, which pass.</param>
    /// <param name="cancel">Ends the run.</param>
    public async IAsyncEnumerable<(RuleFile File, Mutant Mutant, bool Noticed)> RunAsync(IReadOnlyList<RuleFile> files, [EnumeratorCancellation] CancellationToken cancel)
    {
        var copy = Directory.CreateTempSubdirectory("analytics-mutants-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, RuleBook.Room), "*.yml", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            using var processors = new SemaphoreSlim(Environment.ProcessorCount);
            var runs = files.Select(file => JudgeAsync(copy, file, processors, cancel)).ToList();
            foreach (var (file, run) in files.Zip(runs))
            {
                foreach (var (mutant, noticed) in await run)
                {
                    yield return (file, mutant, noticed);
                }
            }
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private async Task<IReadOnlyList<(Mutant Mutant, bool Noticed)>> JudgeAsync(string copy, RuleFile file, SemaphoreSlim processors, CancellationToken cancel)
    {
        var groups = PlainGroup.Of(file, AlertRuleBook.Default.Links);
        var mutants = Mutant.Of(file, AlertRuleBook.Default.Links).ToList();
        var tests = await File.ReadAllTextAsync(Path.Combine(copy, file.TestPath), cancel);
        var noticed = MutantCrowd.Fits(groups) ? await CrowdAsync(copy, file, groups, tests, mutants, processors, cancel) : await AloneAsync(copy, file, tests, mutants, processors, cancel);
        return [.. mutants.Select((mutant, number) => (mutant, noticed.Contains(number)))];
    }

    private async Task<IReadOnlySet<int>> CrowdAsync(
        string copy, RuleFile file, IReadOnlyList<PlainGroup> groups, string tests, IReadOnlyList<Mutant> mutants, SemaphoreSlim processors, CancellationToken cancel)
    {
        var noticed = new HashSet<int>();
        var left = Enumerable.Range(0, mutants.Count).ToList();
        while (left.Count > 0)
        {
            Mutant[] crowd = [.. left.Select(number => mutants[number])];
            var complaint = await AskAsync(copy, file, "crowd", MutantCrowd.Groups(groups, crowd), MutantCrowd.Tests(tests, crowd), processors, cancel) ?? string.Empty;
            var failing = MutantCrowd.Failing(complaint);
            var judged = failing.Count > 0 ? failing : MutantCrowd.Noticed(complaint);
            if (complaint.Length > 0 && judged.Count == 0)
            {
                throw new InvalidOperationException($"{file.TestPath}: promtool cannot run the mutants: {complaint}");
            }

            noticed.UnionWith(judged.Select(number => left[number]));
            left = failing.Count == 0 ? [] : [.. left.Where((_, number) => !failing.Contains(number))];
        }

        return noticed;
    }

    private async Task<IReadOnlySet<int>> AloneAsync(string copy, RuleFile file, string tests, IReadOnlyList<Mutant> mutants, SemaphoreSlim processors, CancellationToken cancel)
    {
        var noticed = new ConcurrentDictionary<int, bool>();
        await Task.WhenAll(mutants.Select(async (mutant, number) =>
        {
            if (await AskAsync(copy, file, number.ToString(CultureInfo.InvariantCulture), mutant.Groups, tests, processors, cancel) is not null)
            {
                noticed[number] = true;
            }
        }));
        return noticed.Keys.ToHashSet();
    }

    /// <summary>Puts rules and their tests beside the right ones, and asks promtool.</summary>
    private async Task<string?> AskAsync(string copy, RuleFile file, string name, IReadOnlyList<PlainGroup> groups, string tests, SemaphoreSlim processors, CancellationToken cancel)
    {
        await processors.WaitAsync(cancel);
        try
        {
            var (rules, asked) = (Path.Combine(copy, $"{file.Path}.{name}.yml"), Path.Combine(copy, $"{file.TestPath}.{name}.yml"));
            await File.WriteAllTextAsync(rules, RuleText.Prometheus(groups, "Mutants."), cancel);
            await File.WriteAllTextAsync(asked, tests.Replace(Path.GetFileName(file.Path), Path.GetFileName(rules), StringComparison.Ordinal), cancel);
            return await tools.ComplaintAsync(asked, cancel);
        }
        finally
        {
            processors.Release();
        }
    }
}
