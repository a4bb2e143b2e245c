using Analytics.Statistics.Lifetime;

namespace Analytics.Tests.Statistics;

public sealed class LifetimeTests
{
    // 600 customers from a linear congruential generator; likelihood maximized by scipy 1.10.1 (Nelder-Mead, xatol 1e-12), hyp2f1 of scipy.special.
    [Fact]
    public void BetaGeometric_agrees_with_scipy()
    {
        var model = BetaGeometricModel.Fit(Customers())!;
        Close.To(-5142.482705291439, model.LogLikelihood, 1e-10);
        Close.To(0.9826580239025615, model.R, 1e-5);
        Close.To(3.996269448367727, model.Alpha, 1e-5);
        Close.To(0.9888310226151219, model.A, 1e-5);
        Close.To(2.589778183061428, model.B, 1e-5);
        Close.To(0.37444531654214475, model.ExpectedPurchases(new PurchaseHistory(2, 10, 30, null), 26), 1e-5);
        Close.To(0.6314468942042819, model.ExpectedPurchases(new PurchaseHistory(0, 0, 30, null), 26), 1e-5);
        Close.To(0.20461967740534368, model.ProbabilityAlive(new PurchaseHistory(2, 10, 30, null)), 1e-5);
    }

    // The 600 customers were made with r = 1, alpha = 4, a = 1, b = 2.5.
    [Fact]
    public void BetaGeometric_finds_the_parameters_that_made_the_customers()
    {
        var model = BetaGeometricModel.Fit(Customers())!;
        Close.To(1, model.R, 0.1);
        Close.To(4, model.Alpha, 0.1);
        Close.To(1, model.A, 0.1);
        Close.To(2.5, model.B, 0.1);
    }

    // scipy 1.10.1, Nelder-Mead, xatol 1e-11.
    [Fact]
    public void GammaGamma_agrees_with_scipy()
    {
        var customers = Enumerable.Range(0, 400).Select(i => (X: ((int[])[0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 14])[i * 7 % 11], Z: 10 + (i * 17 % 41 * 1.5)))
            .Select(c => new PurchaseHistory(c.X, 1, 2, c.X == 0 ? null : c.Z)).ToArray();
        var model = GammaGammaModel.Fit(customers)!;
        Close.To(-1118.206333139527, model.LogLikelihood, 1e-10);
        Close.To(5.21386195, model.P, 1e-5);
        Close.To(4.83970612, model.Q, 1e-5);
        Close.To(30.52348785, model.V, 1e-5);
        Close.To(model.P * model.V / (model.Q - 1), model.ExpectedAverageValue(customers[0]));
    }

    [Fact]
    public void Hundreds_of_purchases_stay_finite()
    {
        var model = new BetaGeometricModel(0.7, 5, 0.8, 2.4, 0);
        foreach (var x in (int[])[0, 1, 50, 400, 2000])
        {
            var history = new PurchaseHistory(x, 50, 52, 10);
            Assert.InRange(model.ProbabilityAlive(history), 0, 1);
            Assert.InRange(model.ExpectedPurchases(history, 52), 0, ((0.7 + x) * 52 / 57) + 1);
        }

        Assert.Equal(1, model.ProbabilityAlive(new PurchaseHistory(0, 0, 100, null)));
    }

    [Fact]
    public void Expectation_grows_with_the_horizon_and_passes_smoothly_through_a_equal_one()
    {
        var history = new PurchaseHistory(3, 20, 30, 10);
        var before = 0.0;
        for (var weeks = 1; weeks < 200; weeks += 7)
        {
            var now = new BetaGeometricModel(0.7, 5, 1, 2.4, 0).ExpectedPurchases(history, weeks);
            Assert.True(now > before);
            before = now;
        }

        var beside = new BetaGeometricModel(0.7, 5, 1.0001, 2.4, 0).ExpectedPurchases(history, 52);
        Close.To(beside, new BetaGeometricModel(0.7, 5, 1, 2.4, 0).ExpectedPurchases(history, 52), 1e-3);
    }

    [Fact]
    public void Purchases_of_one_day_are_one_and_those_after_the_calibration_do_not_count()
    {
        var history = PurchaseHistory.Of([(10, 5m), (10, 7m), (24, 8m), (24, 2m), (31, 20m), (99, 1m)], 45)!.Value;
        Assert.Equal(new PurchaseHistory(2, 3, 5, 15), history);
        Assert.Null(PurchaseHistory.Of([(99, 1m)], 45));
    }

    [Fact]
    public void Nothing_to_learn_from_gives_no_model()
    {
        Assert.Null(BetaGeometricModel.Fit([new PurchaseHistory(0, 0, 10, null)]));
        Assert.Null(GammaGammaModel.Fit([new PurchaseHistory(1, 1, 10, 5)]));
    }

    [Fact]
    public void Undiscounted_value_is_purchases_times_value()
    {
        var model = new BetaGeometricModel(0.7, 5, 0.8, 2.4, 0);
        var history = new PurchaseHistory(3, 20, 30, 10);
        Close.To(10 * model.ExpectedPurchases(history, 30), LifetimeValue.Discounted(model, history, 10, 30, 0));
        Assert.True(LifetimeValue.Discounted(model, history, 10, 30, 0.05) < LifetimeValue.Discounted(model, history, 10, 30, 0.01));
    }

    private static IEnumerable<PurchaseHistory> Customers()
    {
        long state = 12345;
        double Uniform()
        {
            state = ((state * 1103515245) + 12345) % 2147483648;
            return (state + 0.5) / 2147483648;
        }

        for (var i = 0; i < 600; i++)
        {
            double rate = -Math.Log(Uniform()) / 4, death = 1 - Math.Pow(1 - Uniform(), 1 / 2.5), age = 10 + (40 * Uniform()), t = 0, last = 0;
            for (var x = 0; ; x++)
            {
                t += -Math.Log(Uniform()) / rate;
                if (t > age)
                {
                    yield return new PurchaseHistory(x, last, age, null);
                    break;
                }

                last = t;
                if (Uniform() < death)
                {
                    yield return new PurchaseHistory(x + 1, last, age, null);
                    break;
                }
            }
        }
    }
}
