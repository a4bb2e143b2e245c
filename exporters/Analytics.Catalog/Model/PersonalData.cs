namespace Analytics.Catalog;

/// <summary>What a text consists of: how strictly it is searched for personal data before it reaches the disk.</summary>
public enum TextContent
{
    /// <summary>Words of people or names of things: searched for every kind of <see cref="PersonalData"/>.</summary>
    Words,

    /// <summary>An id made by a machine: a bare run of digits is no card, phone or national number here, since it would be one by chance.</summary>
    Identifier,

    /// <summary>The version of a program: four numbers with dots are no address here.</summary>
    Version,
}

/// <summary>Personal data that is recognised in texts and replaced by its name in brackets: <c>[email]</c>.</summary>
public enum PersonalData
{
    /// <summary>E-mail address (RFC 5321, without quoted local parts).</summary>
    Email,

    /// <summary>Phone number: international (E.164 with + or 00), North American, or national with a trunk 0 and separators.</summary>
    Phone,

    /// <summary>Payment card number: issuer's prefix, length, Luhn check digit (ISO/IEC 7812).</summary>
    Card,

    /// <summary>Bank account: country's length and mod 97 (ISO 13616).</summary>
    Iban,

    /// <summary>IPv4 or IPv6 address; a network address that ends in .0 is nobody's.</summary>
    Ip,

    /// <summary>National number: US SSN, UK NINO, Spanish DNI and NIE, Italian codice fiscale, French NIR, Brazilian CPF.</summary>
    NationalId,

    /// <summary>The event's own raw user or session id inside another text.</summary>
    UserId,
}
