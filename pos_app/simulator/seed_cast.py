"""The fixed cast: customers that every simulated account has, whatever its seed and size.

Tests, the self-test and the manual count on them, so their ids and methods never change. Phone
numbers come from the ranges that the regulators keep free for films, e-mail addresses from
example.com, .org and .net (RFC 2606).

| id | who | what they are for |
|---|---|---|
| cus_MariaWeber01 | Maria Weber, Berlin, EUR | Visa 4242, Mastercard 4444, SEPA: the plain sale |
| cus_MariaWeber02 | Maria Weber, Munich, EUR | same name, other e-mail, phone; debit Mastercard |
| cus_JoergMueller | Jörg Müller, Hamburg, EUR | Visa 3184: 3D Secure on every payment |
| cus_AyseYildiz00 | Ayşe Yıldız, Cologne, EUR | Visa 0341 attaches, then declines; debit 5556 |
| cus_ChloeONeill0 | Chloë O'Neill, London, GBP | expired Visa 4242; Amex 0005 is good |
| cus_HanaSato0000 | Hana Sato, Tokyo, JPY | zero-decimal currency; JCB 0505 |
| cus_LaylaAlSabah | Layla Al-Sabah, Kuwait, KWD | three-decimal currency; Visa 4242 |
| cus_AasaOeberg00 | Åsa Öberg, Stockholm, SEK | no saved method |
| cus_TomaszWojcik | Tomasz Wójcik, Warsaw, PLN | two cards, both `unspecified`: hidden by default |
| cus_ElodieLefevr | Élodie Lefèvre, Lyon, EUR | one card, `limited` |
| cus_JamesCarter0 | James Carter, Chicago, USD | Visa 4242 and a US bank account |
| cus_IngridBauer0 | Ingrid Bauer, Leipzig, EUR | SEPA that settles after 3 minutes, one fails |
| cus_NinaHoffmann | Nina Hoffmann, Frankfurt, EUR | twelve cards, more than the Element may list |
| cus_GretaSchwarz | Greta Schwarz, Dresden | deleted |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Redisplay = Literal["always", "limited", "unspecified"]


@dataclass(frozen=True, slots=True)
class Method:
    """A saved method of the cast.

    Attributes:
        slug: end of its id, `pm_<customer's id part><slug>`.
        token: the published test method it behaves like.
        redisplay: its `allow_redisplay`.
        exp_month, exp_year: printed on the card; ignored for banks.
    """

    slug: str
    token: str
    redisplay: Redisplay = "always"
    exp_month: int = 8
    exp_year: int = 2031


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the cast.

    Attributes:
        id: customer id.
        name, email, phone, description: as in Stripe; empty text means null.
        address: line1, postal code, city, two-letter country.
        currency: lowercase; empty for none.
        locale: preferred language.
        methods: oldest first; the last one is the default.
        deleted: only its stub remains.
    """

    id: str
    name: str
    email: str
    phone: str
    address: tuple[str, str, str, str]
    currency: str
    locale: str
    description: str = ""
    methods: tuple[Method, ...] = ()
    deleted: bool = False
    metadata: dict[str, str] = field(default_factory=dict)


CAST: tuple[Person, ...] = (
    Person(
        "cus_MariaWeber01",
        "Maria Weber",
        "maria.weber@example.com",
        "+49 30 23125014",
        ("Torstraße 12", "10119", "Berlin", "DE"),
        "eur",
        "de",
        "Regular, collects on Fridays",
        (
            Method("Sepa", "pm_success_de"),
            Method("Mastercard", "pm_card_mastercard", exp_month=4, exp_year=2030),
            Method("Visa", "pm_card_visa"),
        ),
        metadata={"member": "M-1001"},
    ),
    Person(
        "cus_MariaWeber02",
        "Maria Weber",
        "m.weber@example.org",
        "+49 89 99998231",
        ("Sendlinger Straße 8", "80331", "München", "DE"),
        "eur",
        "de",
        methods=(Method("Mastercard", "pm_card_mastercard_debit"),),
        metadata={"member": "M-1002"},
    ),
    Person(
        "cus_JoergMueller",
        "Jörg Müller",
        "joerg.mueller@example.com",
        "+49 40 66969117",
        ("Große Elbstraße 45", "22767", "Hamburg", "DE"),
        "eur",
        "de",
        "Bank asks for confirmation every time",
        (Method("Visa", "pm_card_authenticationRequired"),),
    ),
    Person(
        "cus_AyseYildiz00",
        "Ayşe Yıldız",
        "ayse.yildiz@example.net",
        "+49 221 4710321",
        ("Keupstraße 30", "51063", "Köln", "DE"),
        "eur",
        "de",
        methods=(
            Method("Debit", "pm_card_visa_debit", exp_month=11, exp_year=2029),
            Method("Declines", "pm_card_chargeCustomerFail"),
        ),
    ),
    Person(
        "cus_ChloeONeill0",
        "Chloë O'Neill",
        "chloe.oneill@example.com",
        "+44 20 7946 0123",
        ("5 Lamb's Conduit Street", "WC1N 3NG", "London", "GB"),
        "gbp",
        "en",
        "Wholesale account",
        (
            Method("Amex", "pm_card_amex", exp_month=1, exp_year=2032),
            Method("Expired", "pm_card_visa", exp_month=3, exp_year=2024),
        ),
    ),
    Person(
        "cus_HanaSato0000",
        "Hana Sato",
        "hana.sato@example.com",
        "+81 3 5550 0142",
        ("Jingumae 4-12-10", "150-0001", "Tokyo", "JP"),
        "jpy",
        "ja",
        methods=(Method("Jcb", "pm_card_jcb", exp_month=12, exp_year=2030),),
    ),
    Person(
        "cus_LaylaAlSabah",
        "Layla Al-Sabah",
        "layla.alsabah@example.com",
        "+965 2555 0118",
        ("Arabian Gulf Street 77", "13001", "Kuwait City", "KW"),
        "kwd",
        "en",
        methods=(Method("Visa", "pm_card_visa", exp_month=9, exp_year=2030),),
    ),
    Person(
        "cus_AasaOeberg00",
        "Åsa Öberg",
        "asa.oberg@example.com",
        "+46 8 46500409",
        ("Götgatan 21", "116 46", "Stockholm", "SE"),
        "sek",
        "sv",
        "New, no method saved yet",
    ),
    Person(
        "cus_TomaszWojcik",
        "Tomasz Wójcik",
        "tomasz.wojcik@example.com",
        "+48 22 5550134",
        ("ulica Chmielna 9", "00-021", "Warszawa", "PL"),
        "pln",
        "pl",
        "Cards saved before the consent form",
        (
            Method("Mastercard", "pm_card_mastercard", "unspecified", 2, 2030),
            Method("Visa", "pm_card_visa", "unspecified", 6, 2031),
        ),
    ),
    Person(
        "cus_ElodieLefevr",
        "Élodie Lefèvre",
        "elodie.lefevre@example.com",
        "+33 1 99 00 27 45",
        ("14 rue Mercière", "69002", "Lyon", "FR"),
        "eur",
        "fr",
        methods=(Method("Visa", "pm_card_visa_cartesBancaires", "limited"),),
    ),
    Person(
        "cus_JamesCarter0",
        "James Carter",
        "james.carter@example.com",
        "+1 312 555 0142",
        ("233 South Wacker Drive", "60606", "Chicago", "US"),
        "usd",
        "en",
        methods=(
            Method("Bank", "pm_usBankAccount_success"),
            Method("Visa", "pm_card_visa", exp_month=5, exp_year=2030),
        ),
    ),
    Person(
        "cus_IngridBauer0",
        "Ingrid Bauer",
        "ingrid.bauer@example.org",
        "+49 69 90009265",
        ("Karl-Liebknecht-Straße 3", "04107", "Leipzig", "DE"),
        "eur",
        "de",
        "Pays by direct debit",
        (
            Method("SepaFails", "pm_failed_de"),
            Method("SepaDelayed", "pm_successDelayed_de"),
        ),
    ),
    Person(
        "cus_NinaHoffmann",
        "Nina Hoffmann",
        "nina.hoffmann@example.com",
        "+49 69 90009412",
        ("Berger Straße 101", "60316", "Frankfurt am Main", "DE"),
        "eur",
        "de",
        "Office manager, one card per team",
        tuple(
            Method(f"Team{n:02}", token, exp_month=n, exp_year=2029 + n % 3)
            for n, token in enumerate(("pm_card_visa", "pm_card_mastercard", "pm_card_de") * 4, 1)
        ),
    ),
    Person("cus_GretaSchwarz", "Greta Schwarz", "", "", ("", "", "", ""), "", "de", deleted=True),
)
