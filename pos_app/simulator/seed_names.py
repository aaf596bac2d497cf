"""Names and places from which seeded customers are made."""

from __future__ import annotations

from typing import Final

# Frequent names stand first: a seeded customer gets an early one more often than a late one.
FIRST: Final = (
    "Maria", "Anna", "Thomas", "Michael", "Andreas", "Petra", "Sabine", "Stefan", "Christian",
    "Julia", "Katharina", "Peter", "Markus", "Claudia", "Martin", "Monika", "Susanne", "Daniel",
    "Sarah", "Laura", "Jörg", "Jürgen", "Günther", "Björn", "Käthe", "Renée", "Zoë", "James",
    "Emily", "Oliver", "Charlotte", "George", "Amelia", "Harry", "Sophie", "Jack", "Grace",
    "William", "Lucy", "Henry", "Alice", "Mehmet", "Ayşe", "Fatma", "Mustafa", "Elif", "Emre",
    "Zeynep", "Agnieszka", "Piotr", "Katarzyna", "Paweł", "Małgorzata", "Giulia", "Marco",
    "Francesca", "Luca", "José", "María", "Lucía", "Camille", "Élise", "François", "Noémie",
    "Bjørn", "Søren", "Åse", "Ingrid", "Lars", "Freja", "Jürgen", "Heike", "Uwe", "Ursula",
    "Wolfgang", "Brigitte", "Klaus", "Renate", "Dieter", "Helga", "Hans", "Nina", "Felix", "Lena",
    "Paul", "Lea", "Jonas", "Hannah", "Leon", "Mia", "Finn", "Clara", "Ben", "Emma", "Noah",
    "Ida", "Till", "Greta", "Oskar", "Frieda", "Anton", "Mathilda", "Theo", "Yusuf", "Leyla",
    "Omar", "Amira", "Ravi", "Priya", "Wei", "Mei", "Kenji", "Yuki", "Minh", "Linh",
)  # fmt: skip

LAST: Final = (
    "Müller", "Weber", "Schmidt", "Schneider", "Fischer", "Meyer", "Wagner", "Becker", "Schulz",
    "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann",
    "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt",
    "Werner", "Krause", "Meier", "Lehmann", "Köhler", "Herrmann", "König", "Walter", "Mayer",
    "Huber", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn",
    "Schubert", "Vogel", "Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth",
    "Beck", "Lorenz", "Baumann", "Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm",
    "Winter", "Kraus", "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson",
    "Davies", "Patel", "Robinson", "Wright", "Thompson", "Evans", "Walker", "White", "Roberts",
    "Green", "Hall", "Wood", "Jackson", "Clarke", "O'Brien", "O'Connor", "MacDonald", "Murphy",
    "Kelly", "Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Yıldız", "Öztürk", "Aydın", "Kowalski",
    "Nowak", "Wiśniewski", "Wójcik", "Kamiński", "Rossi", "Russo", "Ferrari", "Bianchi", "García",
    "Fernández", "González", "Núñez", "Dupont", "Lefèvre", "Moreau", "Rousseau", "Jensen",
    "Nielsen", "Sørensen", "Ångström", "Lindström", "Nyström", "de-Vries", "van-Dijk", "Jansen",
    "Bakker", "Nguyễn", "Trần", "Chen", "Wang", "Tanaka", "Suzuki", "Kim", "Singh", "Sharma",
    "Haddad", "Rahimi", "Horváth", "Nagy", "Novák", "Dvořák", "Popović",
)  # fmt: skip

FIRMS: Final = (
    "Bäckerei {} GmbH", "Gasthaus {}", "{} & Söhne", "Café {}", "Praxis Dr. {}", "{} Ltd",
    "Blumen {}", "Kanzlei {} und Partner", "{} Elektrotechnik", "Schreinerei {}", "Studio {}",
    "{} Catering",
)  # fmt: skip

# city, country, currency, locale, phone prefix of a range reserved for fiction, digits that follow
PLACES: Final = (
    ("Berlin", "10115", "DE", "eur", "de", "+49 30 23125", 3),
    ("Hamburg", "20095", "DE", "eur", "de", "+49 40 66969", 3),
    ("München", "80331", "DE", "eur", "de", "+49 89 99998", 3),
    ("Köln", "50667", "DE", "eur", "de", "+49 221 4710", 3),
    ("Frankfurt am Main", "60311", "DE", "eur", "de", "+49 69 90009", 3),
    ("Wien", "1010", "AT", "eur", "de", "+43 1 5550", 3),
    ("London", "EC1A 1BB", "GB", "gbp", "en", "+44 20 7946 0", 3),
    ("Zürich", "8001", "CH", "chf", "de", "+41 44 5550", 3),
    ("New York", "10001", "US", "usd", "en", "+1 212 555 01", 2),
    ("København", "1050", "DK", "dkk", "da", "+45 5550", 4),
)

STREETS: Final = (
    "Hauptstraße", "Bahnhofstraße", "Gartenweg", "Schulstraße", "Lindenallee", "Am Markt",
    "Mühlenweg", "Kirchgasse", "Goethestraße", "Bergstraße", "Ringstraße", "Uferweg",
)  # fmt: skip

ASCII: Final = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ş": "s",
        "ı": "i",
        "ç": "c",
        "ğ": "g",
        "ø": "o",
        "å": "a",
        "ł": "l",
        "'": "",
        " ": "",
    }
)
"""Letters whose e-mail spelling is not just the letter without its accent."""
