namespace Analytics.Integration.Tests.Insights;

/// <summary>
/// What follows from a set of known sums: each is of some groups of people that do not overlap. Solved by elimination, so that everything is found that additions and
/// subtractions of what is known can tell.
/// </summary>
internal sealed class LinearAttack(int groups)
{
    private const double Zero = 1e-9;
    private readonly List<double[]> _known = [];

    /// <summary>The sum of these groups is known.</summary>
    public void Learn(IEnumerable<int> sum)
    {
        var row = new double[groups];
        foreach (var group in sum)
        {
            row[group] = 1;
        }

        _known.Add(row);
    }

    /// <summary>Sets of groups whose sum follows: the solved equations that are plain sums, and their differences of two that are.</summary>
    public IEnumerable<IReadOnlyList<int>> Told()
    {
        var solved = Solve();
        foreach (var row in solved.Concat(from one in solved from other in solved where !ReferenceEquals(one, other) select Minus(one, other)))
        {
            if (row.All(own => Math.Abs(own) < Zero || Math.Abs(own - 1) < Zero) && row.Any(own => own > Zero))
            {
                yield return [.. Enumerable.Range(0, groups).Where(group => row[group] > Zero)];
            }
        }
    }

    private static double[] Minus(double[] one, double[] other) => [.. one.Zip(other, (a, b) => a - b)];

    private List<double[]> Solve()
    {
        var rows = _known.Select(row => row.ToArray()).ToList();
        var done = 0;
        for (var column = 0; column < groups && done < rows.Count; column++)
        {
            var pivot = Enumerable.Range(done, rows.Count - done).MaxBy(row => Math.Abs(rows[row][column]));
            if (Math.Abs(rows[pivot][column]) < Zero)
            {
                continue;
            }

            (rows[done], rows[pivot]) = (rows[pivot], rows[done]);
            var divisor = rows[done][column];
            rows[done] = [.. rows[done].Select(own => own / divisor)];
            for (var row = 0; row < rows.Count; row++)
            {
                if (row != done && Math.Abs(rows[row][column]) > Zero)
                {
                    var factor = rows[row][column];
                    rows[row] = [.. rows[row].Zip(rows[done], (own, solved) => own - (factor * solved))];
                }
            }

            done++;
        }

        return rows[..done];
    }
}
