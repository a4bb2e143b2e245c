using MathNet.Numerics.LinearAlgebra;

namespace Analytics.Statistics.Numerics;

/// <summary>
/// Maximizes a log-likelihood over positive parameters: a simplex search over their logarithms finds the region, damped Newton steps with the
/// exact gradient then converge to the last digits.
/// </summary>
internal static class MaximumLikelihood
{
    private const double LargestLog = 18;

    /// <param name="logLikelihood">Value and gradient at positive parameters.</param>
    /// <param name="start">Positive starting values.</param>
    public static (double[] Parameters, double LogLikelihood) Fit(Func<double[], (double Value, double[] Gradient)> logLikelihood, double[] start)
    {
        double Objective(double[] logs) => logs.Any(l => Math.Abs(l) > LargestLog) ? double.PositiveInfinity : -logLikelihood(Exp(logs)).Value;
        var (point, value) = NelderMead.Minimize(Objective, [.. start.Select(s => Math.Log(s))], 0.4, 1e-10, 4000, 2);
        for (var iteration = 0; iteration < 60; iteration++)
        {
            var gradient = Gradient(logLikelihood, point);
            var step = NewtonStep(logLikelihood, point, gradient);
            var scale = 1.0;
            var moved = false;
            for (var half = 0; half < 30; half++, scale /= 2)
            {
                var candidate = point.Select((l, i) => l - (scale * step[i])).ToArray();
                var candidateValue = Objective(candidate);
                if (candidateValue <= value)
                {
                    moved = candidate.Zip(point).Any(p => Math.Abs(p.First - p.Second) > 1e-13);
                    (point, value) = (candidate, candidateValue);
                    break;
                }
            }

            if (!moved)
            {
                break;
            }
        }

        return (Exp(point), -value);
    }

    private static double[] NewtonStep(Func<double[], (double Value, double[] Gradient)> function, double[] point, double[] gradient)
    {
        const double h = 1e-5;
        var n = point.Length;
        var hessian = Matrix<double>.Build.Dense(n, n);
        for (var i = 0; i < n; i++)
        {
            var (up, down) = ((double[])point.Clone(), (double[])point.Clone());
            up[i] += h;
            down[i] -= h;
            var (high, low) = (Gradient(function, up), Gradient(function, down));
            for (var j = 0; j < n; j++)
            {
                hessian[i, j] += (high[j] - low[j]) / (4 * h);
                hessian[j, i] += (high[j] - low[j]) / (4 * h);
            }
        }

        // Far from the optimum the surface need not be convex: lift the curvature until the step goes downhill.
        for (var lift = 0.0; lift < 1e12; lift = lift == 0 ? 1e-6 * (1 + hessian.FrobeniusNorm()) : lift * 10)
        {
            var step = (hessian + (lift * Matrix<double>.Build.DenseIdentity(n))).Solve(Vector<double>.Build.Dense(gradient)).ToArray();
            if (step.All(double.IsFinite) && step.Zip(gradient).Sum(p => p.First * p.Second) >= 0)
            {
                var longest = step.Max(Math.Abs);
                return longest > 2 ? [.. step.Select(s => s * 2 / longest)] : step;
            }
        }

        return gradient;
    }

    private static double[] Gradient(Func<double[], (double Value, double[] Gradient)> function, double[] logs)
    {
        var parameters = Exp(logs);
        return [.. function(parameters).Gradient.Select((g, i) => -g * parameters[i])];
    }

    private static double[] Exp(double[] logs) => [.. logs.Select(l => Math.Exp(l))];
}
