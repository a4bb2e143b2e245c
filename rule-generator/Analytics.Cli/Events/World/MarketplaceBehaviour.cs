using System.Globalization;
using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>A program that a trainer offers.</summary>
internal sealed record TrainingProgram(string Id, string TrainerId, ProgramCategory Category, decimal Euros, double Quality);

/// <summary>Trainers publish programs, people buy and rate them, trainers earn their commission.</summary>
internal static class MarketplaceBehaviour
{
    private const decimal CommissionShare = 0.7m;

    private const int TrainerCount = 24;

    private static readonly Weighted<ProgramCategory> Categories = new(
        (ProgramCategory.Strength, 34), (ProgramCategory.Cardio, 22), (ProgramCategory.Yoga, 18), (ProgramCategory.Nutrition, 16), (ProgramCategory.Recovery, 10));

    /// <summary>A trainer's day: now and then a new program.</summary>
    public static void Publish(Stage stage, DateTimeOffset day, Dice dice, EventStream stream)
    {
        for (var count = dice.Poisson(0.35); count > 0; count--)
        {
            var program = ProgramOf(dice.Below(TrainerCount), dice);
            stage.Tell(BusinessEvents.ProgramPublished, day + TimeSpan.FromHours(dice.Between(7, 20)), stream, stage.Software())
                .With(BusinessFields.Category, program.Category)
                .With(BusinessFields.ProgramId, program.Id)
                .With(BusinessFields.TrainerId, program.TrainerId)
                .With(BusinessFields.Amount, Market.InCurrency(program.Euros, Currency.Eur))
                .With(BusinessFields.Currency, Currency.Eur);
        }
    }

    public static void Shop(Visit visit)
    {
        var dice = visit.Dice;
        var program = ProgramOf(dice.Below(TrainerCount), dice);
        visit.View("program_details", AppSurface.Programs);
        var buys = visit.Person.Tier is Tier.Free ? 0.18 : 0.32;
        if (!dice.Chance(buys) || !visit.Stage.Traffic.Ask(AppSurface.Checkout, visit.Now))
        {
            visit.Abandon("checkout", dice.Pick(AppSurface.CheckoutSteps));
            return;
        }

        var currency = visit.Person.Country.Currency;
        var price = Market.InCurrency(program.Euros, currency);
        visit.Tell(BusinessEvents.ProgramSold)
            .With(BusinessFields.Category, program.Category).With(BusinessFields.ProgramId, program.Id)
            .With(BusinessFields.Amount, price).With(BusinessFields.Currency, currency).With(BusinessFields.TrainerId, program.TrainerId);
        visit.Tell(BusinessEvents.CommissionRecorded)
            .With(BusinessFields.Category, program.Category)
            .With(BusinessFields.Amount, Math.Round(price * CommissionShare, currency == Currency.Jpy ? 0 : 2)).With(BusinessFields.Currency, currency)
            .With(BusinessFields.TrainerId, program.TrainerId).With(BusinessFields.ProgramId, program.Id);
        if (dice.Chance(0.4))
        {
            visit.Pass(dice.LogNormal(300, 0.8));
            visit.Tell(BusinessEvents.ProgramRated)
                .With(BusinessFields.Category, program.Category).With(BusinessFields.ProgramId, program.Id)
                .With(BusinessFields.Stars, program.Quality + (0.8 * dice.Normal()));
        }
    }

    private static TrainingProgram ProgramOf(int trainer, Dice dice)
    {
        var category = dice.Pick(Categories);
        var number = dice.Below(6);
        return new TrainingProgram(
            string.Create(CultureInfo.InvariantCulture, $"prg-{trainer}-{number}"),
            string.Create(CultureInfo.InvariantCulture, $"trn-{trainer}"),
            category,
            9 + (number * 6),
            3.4 + (0.05 * trainer));
    }
}
