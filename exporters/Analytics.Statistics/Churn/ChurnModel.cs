using Analytics.Statistics.Segments;
using MathNet.Numerics.LinearAlgebra;

namespace Analytics.Statistics.Churn;

/// <summary>Why a customer's risk is what it is: a feature and what it adds to the log odds, against the average customer.</summary>
public readonly record struct ChurnReason(string Feature, double LogOdds);

/// <summary>
/// Churn by logistic regression with an L2 penalty on the standardized weights (not on the intercept), fitted by Newton's method: minimizes
/// negative log-likelihood + penalty/2 |w|^2, as scikit-learn's LogisticRegression with C = 1/penalty. Probabilities are then calibrated by
/// Platt's sigmoid on out-of-fold scores (Platt 1999; Niculescu-Mizil, Caruana 2005).
/// </summary>
public sealed class ChurnModel
{
    private readonly IReadOnlyList<string> _features;
    private readonly Standardization _scale;
    private readonly double[] _weights;
    private readonly double _slope;
    private readonly double _shift;

    private ChurnModel(IReadOnlyList<string> features, Standardization scale, double[] weights, double slope, double shift) =>
        (_features, _scale, _weights, _slope, _shift) = (features, scale, weights, slope, shift);

    /// <summary>Intercept first, then one weight per standardized feature.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <param name="features">Names of the columns.</param>
    /// <param name="customers">One row each, all finite.</param>
    /// <param name="churned">Who left; both answers must occur.</param>
    /// <param name="random">Seeded, for the folds of the calibration.</param>
    /// <param name="penalty">Strength of the regularization.</param>
    public static ChurnModel Fit(
        IReadOnlyList<string> features, IReadOnlyList<double[]> customers, IReadOnlyList<bool> churned, Random random, double penalty = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(churned.Count, customers.Count);
        var scale = Standardization.Of(customers);
        var rows = customers.Select(scale.Apply).ToArray();
        var answers = churned.Select(c => c ? 1.0 : 0).ToArray();
        var weights = Regress(rows, answers, penalty);
        var fold = customers.Select(_ => random.Next(5)).ToArray();
        var scores = new double[rows.Length];
        for (var f = 0; f < 5; f++)
        {
            var inside = Enumerable.Range(0, rows.Length).Where(i => fold[i] != f).ToArray();
            var trained = Regress([.. inside.Select(i => rows[i])], [.. inside.Select(i => answers[i])], penalty);
            foreach (var i in Enumerable.Range(0, rows.Length).Where(i => fold[i] == f))
            {
                scores[i] = Score(trained, rows[i]);
            }
        }

        // Platt's targets keep the sigmoid off 0 and 1.
        double yes = answers.Sum(), no = answers.Length - yes;
        var targets = answers.Select(a => a > 0 ? (yes + 1) / (yes + 2) : 1 / (no + 2)).ToArray();
        var sigmoid = Regress([.. scores.Select(s => (double[])[s])], targets, 1e-6);
        return new ChurnModel(features, scale, weights, Math.Max(1e-3, sigmoid[1]), sigmoid[0]);
    }

    /// <summary>Calibrated probability of churn.</summary>
    public double Probability(double[] customer) => Logistic((_slope * Score(_weights, _scale.Apply(customer))) + _shift);

    /// <summary>The features that matter most for this customer, largest effect first; positive ones raise the risk.</summary>
    public IReadOnlyList<ChurnReason> Reasons(double[] customer, int count = 3) =>
    [
        .. _scale.Apply(customer).Select((z, f) => new ChurnReason(_features[f], _slope * _weights[f + 1] * z))
            .OrderByDescending(r => Math.Abs(r.LogOdds)).Take(count),
    ];

    /// <summary>Mean |observed - predicted| over ten equal groups by predicted probability, weighted by size: 0 is perfect calibration.</summary>
    public static double CalibrationError(IReadOnlyList<double> predicted, IReadOnlyList<bool> churned)
    {
        var order = Enumerable.Range(0, predicted.Count).OrderBy(i => predicted[i]).ToArray();
        return order.Select((i, rank) => (i, Group: rank * 10 / order.Length)).GroupBy(p => p.Group)
            .Sum(g => g.Count() * Math.Abs(g.Average(p => churned[p.i] ? 1.0 : 0) - g.Average(p => predicted[p.i]))) / predicted.Count;
    }

    private static double[] Regress(double[][] rows, double[] answers, double penalty)
    {
        var width = rows[0].Length + 1;
        var weights = Vector<double>.Build.Dense(width);
        for (var iteration = 0; iteration < 100; iteration++)
        {
            var gradient = Vector<double>.Build.Dense(width);
            var hessian = Matrix<double>.Build.Dense(width, width);
            for (var i = 0; i < rows.Length; i++)
            {
                var p = Logistic(Score(weights, rows[i]));
                var curvature = Math.Max(1e-12, p * (1 - p));
                for (var a = 0; a < width; a++)
                {
                    var xa = a == 0 ? 1 : rows[i][a - 1];
                    gradient[a] += (p - answers[i]) * xa;
                    for (var b = 0; b <= a; b++)
                    {
                        hessian[a, b] += curvature * xa * (b == 0 ? 1 : rows[i][b - 1]);
                    }
                }
            }

            for (var a = 0; a < width; a++)
            {
                gradient[a] += a == 0 ? 0 : penalty * weights[a];
                hessian[a, a] += a == 0 ? 1e-10 : penalty;
                for (var b = a + 1; b < width; b++)
                {
                    hessian[a, b] = hessian[b, a];
                }
            }

            var step = hessian.Solve(gradient);
            var longest = step.AbsoluteMaximum();
            weights -= longest > 3 ? step * (3 / longest) : step;
            if (longest < 1e-12)
            {
                break;
            }
        }

        return weights.ToArray();
    }

    private static double Score(IList<double> weights, double[] row)
    {
        var sum = weights[0];
        for (var f = 0; f < row.Length; f++)
        {
            sum += weights[f + 1] * row[f];
        }

        return sum;
    }

    private static double Logistic(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));
}
