"""Make the two synthetic samples: python scripts/make-samples.py. The same rows come out every time.

Nobody's house and nobody's payment is in them. What is realistic is their trouble: missing values, skewed amounts,
rare answers, columns that hang together, and an answer that the columns do not give away. (The penguins are real;
their table comes from the palmerpenguins package and is not made here.)
"""

import csv
import math
import random
from datetime import date, datetime, timedelta
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "templates" / "samples"

# Town → price of a square metre, kilometres from its edge to the centre.
TOWNS = {
    "Altenau": (4100, 9), "Birkfeld": (2300, 5), "Dornbach": (2900, 6), "Eichstadt": (5200, 14),
    "Lindenau": (3400, 8), "Moorhafen": (3900, 7), "Seeburg": (4700, 6), "Waldkirch": (2600, 4),
}  # fmt: skip
CONDITIONS = {"needs work": 0.78, "fair": 0.93, "good": 1.0, "renovated": 1.1, "new": 1.18}
HEATING = {"gas": 0.0, "oil": -0.03, "district": 0.01, "heat pump": 0.05}


def house(draw: random.Random) -> dict[str, object]:
    """One sale of a home."""
    kind = draw.choices(["flat", "terraced", "house"], [0.5, 0.22, 0.28])[0]
    town = draw.choices(list(TOWNS), [18, 8, 10, 26, 12, 9, 9, 8])[0]
    square_metre, radius = TOWNS[town]
    middle = {"flat": 78, "terraced": 118, "house": 152}[kind]
    area = min(420, max(22, draw.lognormvariate(math.log(middle), 0.3)))
    rooms = max(1, round(area / 27 + draw.gauss(0.3, 0.7)))
    built = min(2024, round(draw.triangular(1890, 2024, 1985)))
    plot = None if kind == "flat" else round(area * draw.uniform(1.4, 2.2 if kind == "terraced" else 5.5))
    floor = draw.choices(range(7), [12, 22, 22, 18, 13, 8, 5])[0] if kind == "flat" else None
    away = round(min(radius, abs(draw.gauss(0, radius / 2))), 1)
    young = built > 2015
    condition = (
        "new"
        if built > 2021
        else draw.choices(list(CONDITIONS)[:4], [1, 2, 6, 3] if young else [3, 6, 6, 4])[0]
    )
    heating = draw.choices(list(HEATING), [1, 0, 4, 8] if young else [9, 4, 4, 1])[0]
    energy = max(
        15,
        draw.gauss(60 if young else 230 - (built - 1900) * 0.9, 28) - (40 if condition == "renovated" else 0),
    )
    garage = draw.random() < (0.35 if kind == "flat" else 0.7)
    sold = date(2020, 1, 1) + timedelta(days=draw.randrange(5 * 365))
    months = (sold - date(2020, 1, 1)).days / 30.4
    market = 1 + 0.006 * min(months, 28) - 0.004 * max(0, months - 28)
    price = square_metre * area**0.93 * 1.36 * market * CONDITIONS[condition]
    price *= 1 + HEATING[heating] - 0.025 * away - 0.0006 * max(0, energy - 100) + (0.05 if garage else 0)
    price *= {"flat": 0.97, "terraced": 0.94, "house": 1.04}[kind]
    price += (plot or 0) * square_metre * 0.045
    price *= math.exp(draw.gauss(0, 0.09))
    return {
        "sold on": sold.isoformat(),
        "town": town,
        "kind": kind,
        "living area (m²)": round(area, 1),
        "plot (m²)": plot,
        "rooms": rooms,
        "floor": floor,
        "built": built,
        "condition": None if draw.random() < 0.04 else condition,
        "heating": heating,
        "energy use (kWh/m²)": None if draw.random() < 0.11 else round(energy),
        "km to centre": away,
        "garage": "yes" if garage else "no",
        "price (€)": round(price / 500) * 500,
    }


# Trade → how often it is paid, a usual amount, how much fraudsters like it.
TRADES = {
    "Market": (30, 34, -1.1), "Bakery": (16, 8, -2.0), "Fuel": (12, 58, -0.7), "Books": (7, 26, -0.6),
    "Garden": (6, 47, -0.8), "Shoes": (7, 84, 0.2), "Travel": (5, 320, 0.6), "Electronics": (8, 240, 1.5),
    "Gift Cards": (3, 75, 2.3), "Games": (6, 31, 1.1),
}  # fmt: skip
HOUSES = [
    "Adler", "Brunnen", "Cedar", "Delta", "Ember", "Fjord", "Granit", "Hafen", "Isar", "Jura", "Kastanie", "Lotus",
]  # fmt: skip
COUNTRIES = {
    "DE": 0.0,
    "AT": 0.1,
    "NL": 0.2,
    "FR": 0.3,
    "PL": 0.4,
    "IT": 0.3,
    "GB": 0.8,
    "US": 1.0,
    "BR": 1.9,
    "SG": 1.6,
}
DEVICES = {"card": 0.0, "phone": -0.2, "browser": 0.8, "app": 0.1}
FRAUD_SHARE = 0.03


def payment(draw: random.Random) -> tuple[float, dict[str, object]]:
    """One card payment, and how suspicious it is before chance has its say."""
    trade = draw.choices(list(TRADES), [often for often, _, _ in TRADES.values()])[0]
    _, usual, liked = TRADES[trade]
    name = draw.choices(HOUSES, [12 - place for place in range(len(HOUSES))])[0]
    country = draw.choices(list(COUNTRIES), [60, 8, 6, 5, 5, 4, 4, 4, 2, 2])[0]
    hour = draw.choices(
        range(24), [2, 1, 1, 1, 1, 2, 5, 9, 11, 11, 11, 13, 14, 12, 11, 11, 12, 14, 14, 12, 9, 7, 5, 3]
    )[0]
    at = datetime(2024, 1, 1) + timedelta(days=draw.randrange(366), hours=hour, minutes=draw.randrange(60))
    device = draw.choices(
        list(DEVICES), [5, 3, 4, 3] if trade in ("Games", "Gift Cards", "Travel") else [9, 4, 2, 2]
    )[0]
    amount = max(0.5, draw.lognormvariate(math.log(usual), 0.6))
    age = round(draw.expovariate(1 / 900))
    recent = draw.choices(range(9), [34, 26, 16, 9, 6, 4, 2, 2, 1])[0]
    home = draw.random() < 0.93
    away = (
        None
        if device in ("browser", "app") and draw.random() < 0.75
        else round(draw.expovariate(1 / (9 if country == "DE" else 420)), 1)
    )
    night = hour < 6
    suspicion = liked + COUNTRIES[country] + DEVICES[device] + (1.3 if night else 0) + 0.38 * recent
    suspicion += 1.6 * (age < 60) - 0.0004 * age + (0 if home else 1.7) + 0.9 * math.log(amount / usual)
    suspicion += 1.2 * (night and country != "DE") + (0.004 * away if away is not None else 0.4)
    return suspicion, {
        "paid_at": at.strftime("%Y-%m-%d %H:%M"),
        "merchant": f"{name} {trade}",
        "country": country,
        "amount": f"{amount:.2f}",
        "device": None if draw.random() < 0.03 else device,
        "account_age": None if draw.random() < 0.02 else age,
        "payments_last_hour": recent,
        "known_device": "yes" if home else "no",
        "distance": away,
    }


def payments(draw: random.Random, rows: int) -> list[dict[str, object]]:
    """Payments of which about three in a hundred are fraud: mostly, but not only, the suspicious ones."""
    drawn = [payment(draw) for _ in range(rows)]
    noisy = sorted((suspicion + draw.gauss(0, 1.1), place) for place, (suspicion, _) in enumerate(drawn))
    fraud = {place for _, place in noisy[-round(FRAUD_SHARE * rows) :]}
    return [row | {"fraud": "yes" if place in fraud else "no"} for place, (_, row) in enumerate(drawn)]


def write(path: Path, rows: list[dict[str, object]]) -> None:
    """Write a table; what is missing becomes an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)


def main() -> None:
    """Write both samples."""
    draw = random.Random(20240)
    houses = sorted((house(draw) for _ in range(1500)), key=lambda row: str(row["sold on"]))
    write(SAMPLES / "house-prices" / "house-prices.csv", houses)
    draw = random.Random(77)
    paid = sorted(payments(draw, 2800), key=lambda row: str(row["paid_at"]))
    write(SAMPLES / "fraud" / "fraud.csv", paid)


if __name__ == "__main__":
    main()
