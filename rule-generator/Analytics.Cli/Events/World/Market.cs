using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>A country people come from, with what decides their rhythm and their money.</summary>
internal sealed record Country(string Code, Currency Currency, double UtcOffsetHours);

/// <summary>Where people come from and what things cost there.</summary>
internal static class Market
{
    public static readonly Weighted<Country> Countries = new(
        (new("US", Currency.Usd, -6), 28),
        (new("DE", Currency.Eur, 1), 17),
        (new("GB", Currency.Gbp, 0), 12),
        (new("JP", Currency.Jpy, 9), 9),
        (new("FR", Currency.Eur, 1), 9),
        (new("IN", Currency.Usd, 5.5), 7),
        (new("ES", Currency.Eur, 1), 6),
        (new("CH", Currency.Chf, 1), 5),
        (new("BR", Currency.Usd, -3), 4),
        (new("AU", Currency.Usd, 10), 3));

    /// <summary>Channels with the factor by which their people finish the onboarding and stay.</summary>
    public static readonly Weighted<(string Name, double Quality)> Channels = new(
        (("app_store", 1.05), 34),
        (("organic_search", 1.0), 22),
        (("referral", 1.25), 14),
        (("social_ads", 0.75), 20),
        (("partner", 0.95), 10));

    private static readonly Dictionary<Plan, decimal> EuroPrices = new()
    {
        [Plan.BasicMonthly] = 9.99m,
        [Plan.BasicYearly] = 89.99m,
        [Plan.PremiumMonthly] = 19.99m,
        [Plan.PremiumYearly] = 179.99m,
    };

    /// <summary>The price of a plan in a currency, after a general price change by a factor.</summary>
    public static decimal PriceOf(Plan plan, Currency currency, decimal factor = 1) => InCurrency(EuroPrices[plan] * factor, currency);

    /// <summary>Turns euros into a price as shops write it: 21.99, 1,760 yen.</summary>
    public static decimal InCurrency(decimal euros, Currency currency) => currency switch
    {
        Currency.Jpy => Math.Round(euros * 16m) * 10m,
        Currency.Usd => Shelf(euros * 1.10m),
        Currency.Gbp => Shelf(euros * 0.88m),
        Currency.Chf => Shelf(euros * 1.05m),
        _ => Shelf(euros),
    };

    public static Tier TierOf(Plan plan) => plan is Plan.PremiumMonthly or Plan.PremiumYearly ? Tier.Premium : Tier.Basic;

    public static int DaysOf(Plan plan) => plan is Plan.BasicYearly or Plan.PremiumYearly ? 365 : 30;

    private static decimal Shelf(decimal amount) => Math.Floor(amount) + 0.99m;
}
