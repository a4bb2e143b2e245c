using System.Globalization;
using System.Numerics;
using System.Text;
using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Redaction;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>Personal data in texts is replaced by its name; what only looks like it stays.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("write to anna.smith+news@mail.example.co.uk, please", "write to [email], please")]
    [InlineData("<grüße@bücher.example>", "<[email]>")]
    [InlineData("/login?mail=anna%40example.org", "/login?mail=[email]")]
    [InlineData("a@b.co", "[email]")]
    [InlineData("call +49 170 1234567 now", "call [phone] now")]
    [InlineData("tel:+442079460958", "tel:[phone]")]
    [InlineData("+49 (0)170 / 123 45 67", "[phone]")]
    [InlineData("0049 170 1234567", "[phone]")]
    [InlineData("(202) 555-0143 or 202-555-0143 or 1-800-555-0199", "[phone] or [phone] or [phone]")]
    [InlineData("0170 1234567, (030) 123456", "[phone], [phone]")]
    [InlineData("01 23 45 67 89", "[phone]")]
    [InlineData("+33\u00A01\u00A023\u00A045\u00A067\u00A089", "[phone]")]
    [InlineData("card 4111 1111 1111 1111 exp 12/27", "card [card] exp 12/27")]
    [InlineData("4111111111111111", "[card]")]
    [InlineData("5555-5555-5555-4444", "[card]")]
    [InlineData("378282246310005", "[card]")]
    [InlineData("3782 822463 10005", "[card]")]
    [InlineData("6011111111111117", "[card]")]
    [InlineData("30569309025904", "[card]")]
    [InlineData("3530111333300000", "[card]")]
    [InlineData("2223003122003222", "[card]")]
    [InlineData("no. 12 4222222222222.", "no. 12 [card].")]
    [InlineData("GB82 WEST 1234 5698 7654 32", "[iban]")]
    [InlineData("iban=de89370400440532013000;", "iban=[iban];")]
    [InlineData("FR14 2004 1010 0505 0001 3M02 606", "[iban]")]
    [InlineData("MT84MALT011000012345MTLCAST001S", "[iban]")]
    [InlineData("from 203.0.113.77:8080", "from [ip]:8080")]
    [InlineData("[2001:db8::8a2e:370:7334]", "[[ip]]")]
    [InlineData("::ffff:192.0.2.128", "[ip]")]
    [InlineData("at fe80::1ff:fe23:4567:890a.", "at [ip].")]
    [InlineData("SSN 078-05-1120", "SSN [national_id]")]
    [InlineData("AB 12 34 56 C and AB123456C", "[national_id] and [national_id]")]
    [InlineData("12345678Z, X1234567L", "[national_id], [national_id]")]
    [InlineData("RSSMRA85T10A562S", "[national_id]")]
    [InlineData("2 55 08 14 168 025 38", "[national_id]")]
    [InlineData("CPF 529.982.247-25", "CPF [national_id]")]
    [InlineData("12345678z, x1234567l, rssmra85t10a562s", "[national_id], [national_id], [national_id]")]
    [InlineData("PESEL 44051401359", "PESEL [national_id]")]
    [InlineData("811218-9876, 19811218-9876", "[national_id], [national_id]")]
    [InlineData("131052-308T", "[national_id]")]
    [InlineData("11010519491231002X", "[national_id]")]
    [InlineData("AHV 756.9217.0769.85", "AHV [national_id]")]
    [InlineData("Steuer-ID 86 095 742 719", "Steuer-ID [national_id]")]
    [InlineData("4111111111111111-202-555-0143", "[card]-[phone]")]
    public void Personal_data_is_replaced(string text, string expected) => Assert.Equal(expected, Redact(text));

    [Theory]
    [InlineData("2026-11-21T09:30:00.000Z")]
    [InlineData("2026-11-21 09:30:00")]
    [InlineData("1763717400000")]
    [InlineData("1763717400000000")]
    [InlineData("20261121093000")]
    [InlineData("00000000-0000-4000-8000-000000000001")]
    [InlineData("4929dd21-4e07-4929-8111-111111111111")]
    [InlineData("order 4111 1111 1111 1112")]
    [InlineData("9111111111111111")]
    [InlineData("GB82 WEST 1234 5698 7654 33")]
    [InlineData("ZZ82370400440532013000")]
    [InlineData("999.1.2.3 and 1.2.3.4.5 and v1.2.3.4")]
    [InlineData("192.168.17.0")]
    [InlineData("std::vector<a::b>, dead::beef, 09:30:00")]
    [InlineData("aa:bb:cc:dd:ee:ff")]
    [InlineData("@home, me @ work, a@b, user@localhost")]
    [InlineData("000-12-3456 666-12-3456 078-00-1120 12-078-05-1120")]
    [InlineData("12345678A, X1234567A, BG123456A, RSSMRA85T10A562T, 529.982.247-26")]
    [InlineData("1080x2400, 5.2.0, 12,345,678.90, +12.5 %, -40")]
    [InlineData("/api/workouts/{id}/sets/12345678")]
    [InlineData("123-456-7890")]
    [InlineData("44051401358, 811218-9875, 131052-308U, 110105194912310021, 756.9217.0769.84, 86 195 742 718")]
    [InlineData("20261121-0930, 261121-0937, run 20261121-093000")]
    [InlineData("order 10000012345, invoice 2026-000123, parcel 00340434161094042557, sku 756-9217")]
    [InlineData("workout-v3 with 3 x 12 reps at 80 kg")]
    public void What_only_looks_like_it_stays(string text) => Assert.Equal(text, Redact(text));

    [Theory]
    [InlineData("4111111111111111", "4111111111111111")]
    [InlineData("12345678Z", "12345678Z")]
    [InlineData("4111 1111 1111 1111", "[card]")]
    [InlineData("anna@example.org", "[email]")]
    public void In_an_identifier_a_bare_number_is_an_id(string text, string expected) => Assert.Equal(expected, Redact(text, TextContent.Identifier));

    [Fact]
    public void A_version_of_four_numbers_is_no_address() => Assert.Equal("17.4.1.2", Redact("17.4.1.2", TextContent.Version));

    [Theory]
    [InlineData(1, 20_000)]
    public void Planted_data_is_found_counted_and_gone_and_the_words_around_it_stay(int seed, int rounds)
    {
        var dice = new Random(seed);
        string[] words = ["the", "workout", "was", "great", "v3", "Grüße", "12 reps", "80 kg", "日本語", "5.2.0", "at 09:30:00"];
        for (var i = 0; i < rounds; i++)
        {
            var (before, after) = (words[dice.Next(words.Length)], words[dice.Next(words.Length)]);
            var (kind, planted) = Personal(dice);
            var counts = new int[WireName.All<PersonalData>().Count];
            Assert.Equal($"{before}, [{WireName.Of(kind)}]; {after}", Redact($"{before}, {planted}; {after}", counts: counts));
            Assert.Equal(1, counts[(int)kind]);
            Assert.Equal(1, counts.Sum());
        }
    }

    [Theory]
    [InlineData(2, 60_000)]
    public void Nothing_that_can_be_detected_remains_in_any_text_and_the_quick_look_misses_nothing(int seed, int rounds)
    {
        var dice = new Random(seed);
        const string letters = "0123456789012345678901234567890123456789 -+.:/()@%ab.Zé";
        for (var i = 0; i < rounds; i++)
        {
            var text = new StringBuilder();
            for (var left = dice.Next(1, 6); left > 0; left--)
            {
                text.Append(dice.Next(3) == 0 ? Personal(dice).Text : new string([.. Enumerable.Range(0, dice.Next(12)).Select(_ => letters[dice.Next(letters.Length)])]));
            }

            var once = Redact(text.ToString());
            Assert.Equal(once, Redact(once));
            Assert.True(once == text.ToString() || TextRedactor.IsSuspicious(Encoding.UTF8.GetBytes(text.ToString())), text.ToString());
        }
    }

    [Fact]
    public void Texts_of_an_admitted_event_reach_neither_the_log_nor_the_answer_with_personal_data()
    {
        using var door = new Door();
        var made = EventJson.Of(PlatformEvents.AppCrashed, "mail-of-anna@example.org", Door.Now, "user-4711-raw", "session-raw-1");
        made["label"] = "anna@example.org called +49 170 1234567 about user-4711-raw";
        made.Set(PlatformFields.CrashSignature, "Null at 203.0.113.77").Set(ContextFields.AppVersion, "5.2.0.1").Set(ContextFields.DeviceModel, "Phone of a@b.co");
        var passage = door.Post(made, EventJson.Session("plain-id", Door.Now));
        Assert.Equal(["ok", "ok"], passage.Outcomes);
        var admitted = passage.Events[0];
        Assert.Equal("[email] called [phone] about [user_id]", admitted.Label);
        Assert.Equal("Null at [ip]", admitted.TextOf(PlatformFields.CrashSignature));
        Assert.Equal("5.2.0.1", admitted.TextOf(ContextFields.AppVersion));
        Assert.Equal("Phone of [email]", admitted.TextOf(ContextFields.DeviceModel));
        Assert.Matches("^~[0-9a-f]{32}$", admitted.Id);
        Assert.Equal("plain-id", passage.Events[1].Id);
        foreach (var secret in (string[])["anna", "1234567", "user-4711", "203.0", "a@b"])
        {
            Assert.DoesNotContain(secret, Encoding.UTF8.GetString(passage.Payload), StringComparison.Ordinal);
        }

        Assert.Equal(["ok duplicate"], door.Post(made).Outcomes);
    }

    [Fact]
    public void A_refused_event_whose_id_names_a_person_leaves_its_hash()
    {
        using var door = new Door();
        var made = EventJson.Session("of-user-4711-raw", Door.Now);
        made["userId"] = "user-4711-raw";
        made["deviceInfo"]!["platform"] = "toaster";
        Assert.Matches("^~[0-9a-f]{32}$", Assert.Single(door.Post(made).Refusals).Id);
        Assert.Matches("^~[0-9a-f]{32}$", Assert.Single(door.Post(EventJson.Session("anna%40example.org", Door.Now)).Events).Id);
        Assert.Matches("^~[0-9a-f]{32}$", Assert.Single(door.Post(EventJson.Session("call +49 170 1234567", Door.Now)).Events).Id);
        Assert.Equal("q83v+/2tE3w=", Assert.Single(door.Post(EventJson.Session("q83v+/2tE3w=", Door.Now)).Events).Id);
    }

    [Fact]
    public void A_text_without_personal_data_costs_no_allocation()
    {
        using var into = new ByteBuffer(1024);
        var texts = new[] { "workout_list", "Pixel 9", "1080x2400", "session at 09:30:00", "00000000-0000-4000-8000-000000000001", "order 4111 1111 1111 1112" }.Select(Encoding.UTF8.GetBytes).ToArray();
        var counts = new int[WireName.All<PersonalData>().Count];
        void Once()
        {
            into.Clear();
            foreach (var text in texts)
            {
                TextRedactor.IsSuspicious(text);
                TextRedactor.Redact(text, TextContent.Words, default, default, into, counts);
            }
        }

        Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Once();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, counts.Sum());
    }

    private static string Redact(string text, TextContent content = TextContent.Words, int[]? counts = null)
    {
        using var into = new ByteBuffer(256);
        TextRedactor.Redact(Encoding.UTF8.GetBytes(text), content, default, default, into, counts ?? new int[WireName.All<PersonalData>().Count]);
        return Encoding.UTF8.GetString(into.Written);
    }

    /// <summary>Something personal of any kind but a person's own id, valid and random.</summary>
    private static (PersonalData Kind, string Text) Personal(Random dice) => dice.Next(6) switch
    {
        0 => (PersonalData.Email, $"{Letters(dice, 1, 12)}.{Letters(dice, 1, 8)}@{Letters(dice, 1, 10)}.{Letters(dice, 2, 6)}"),
        1 => (PersonalData.Phone, $"+{dice.Next(1, 10)}{Digits(dice, 1)} {Digits(dice, 3)}{" -."[dice.Next(3)]}{Digits(dice, dice.Next(4, 9))}"),
        2 => (PersonalData.Card, Card(dice)),
        3 => (PersonalData.Iban, Iban(dice)),
        4 => (PersonalData.Ip, dice.Next(2) == 0 ? $"{dice.Next(1, 256)}.{dice.Next(256)}.{dice.Next(256)}.{dice.Next(1, 256)}" : $"2001:db8:{dice.Next(1, 9)}::{dice.Next(1, 9999):x}"),
        _ => (PersonalData.NationalId, $"{dice.Next(1, 666):000}-{dice.Next(1, 100):00}-{dice.Next(1, 10_000):0000}"),
    };

    private static string Card(Random dice)
    {
        var digits = "4" + Digits(dice, 14);
        var sum = digits.Select((digit, i) => i % 2 == 0 ? (digit - '0') * 2 : digit - '0').Sum(value => value > 9 ? value - 9 : value);
        digits += (10 - (sum % 10)) % 10;
        return dice.Next(2) == 0 ? digits : string.Join(" -"[dice.Next(2)], digits.Chunk(4).Select(group => new string(group)));
    }

    private static string Iban(Random dice)
    {
        var account = Digits(dice, 18);
        var check = 98 - (int)(BigInteger.Parse(account + "131400", CultureInfo.InvariantCulture) % 97);
        var iban = $"DE{check:00}{account}";
        return dice.Next(2) == 0 ? iban : string.Join(' ', iban.Chunk(4).Select(group => new string(group)));
    }

    private static string Digits(Random dice, int count) => new([.. Enumerable.Range(0, count).Select(_ => (char)('0' + dice.Next(10)))]);

    private static string Letters(Random dice, int least, int most) => new([.. Enumerable.Range(0, dice.Next(least, most + 1)).Select(_ => (char)('a' + dice.Next(26)))]);
}
