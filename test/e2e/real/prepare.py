"""Writes one real data set as its owner might have it, and beside it `plain.csv`, for the script that it is
compared with, and `own.csv`, rows to send to the API.

usage: prepare.py NAME FOLDER PACKAGES     PACKAGES is where `statsmodels` and `vega_datasets` were unpacked

Where they come from: scikit-learn (BSD-3-Clause; iris, wine, breast cancer and digits are from the UCI repository,
CC BY 4.0; diabetes from Efron et al. 2004), statsmodels (BSD-3-Clause; fair, anes96 and grunfeld are in the public
domain, star98 is given by its author, Jeff Gill), vega_datasets (BSD-3-Clause; seattle-weather is from NOAA and in the
public domain, cars is from StatLib, free to distribute). None of them is kept in this repository.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from sklearn import datasets

NAME, FOLDER, PACKAGES = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])


def scikit(load: Callable[..., object], answer: str) -> pd.DataFrame:
    """A table of scikit-learn's, with the names of its classes."""
    bunch = load(as_frame=True)
    table = bunch.frame.rename(columns={"target": answer})
    if hasattr(bunch, "target_names") and len(bunch.target_names) == table[answer].nunique():
        table[answer] = [str(bunch.target_names[place]) for place in table[answer]]
    return table


def packed(name: str) -> Path:
    """A file of one of the packages."""
    return next(iter(sorted(PACKAGES.rglob(name))))


def by_year(table: pd.DataFrame, source: Path) -> None:
    """A folder with a file for each year."""
    source.mkdir()
    for year, rows in table.groupby(pd.to_datetime(table["date"]).dt.year):
        rows.to_csv(source / f"{year}.csv", index=False)


SETS: dict[str, tuple[Callable[[], pd.DataFrame], str, Callable[[pd.DataFrame, Path], object]]] = {
    "iris": (
        lambda: scikit(datasets.load_iris, "species"),
        "iris.csv",
        lambda t, p: t.to_csv(p, index=False),
    ),
    "wine": (
        lambda: scikit(datasets.load_wine, "cultivar"),
        "wine.xlsx",
        lambda t, p: t.to_excel(p, index=False, sheet_name="Wines"),
    ),
    "breast cancer": (
        lambda: scikit(datasets.load_breast_cancer, "diagnosis"),
        "breast_cancer.parquet",
        lambda t, p: t.to_parquet(p, index=False),
    ),
    "diabetes": (
        lambda: scikit(datasets.load_diabetes, "progression"),
        "diabetes.jsonl",
        lambda t, p: t.to_json(p, orient="records", lines=True, double_precision=15),
    ),
    "digits": (
        lambda: scikit(datasets.load_digits, "digit").astype(int),
        "digits.csv.gz",
        lambda t, p: t.to_csv(p, index=False),
    ),
    "fair": (
        lambda: pd.read_csv(packed("fair.csv")),
        "fair.csv",
        lambda t, p: t.to_csv(p, index=False, sep=";", decimal=","),
    ),
    "anes96": (
        lambda: pd.read_csv(packed("anes96.csv"), sep="\t"),
        "anes96.csv",
        lambda t, p: p.write_bytes(packed("anes96.csv").read_bytes()),
    ),
    "star98": (
        lambda: pd.read_csv(packed("star98.csv")),
        "star98.tsv",
        lambda t, p: t.to_csv(p, index=False, sep="\t"),
    ),
    "grunfeld": (
        lambda: pd.read_csv(packed("grunfeld.csv")),
        "grunfeld.json",
        lambda t, p: t.to_json(p, orient="records"),
    ),
    "cars": (
        lambda: pd.DataFrame(json.loads(packed("cars.json").read_text(encoding="utf-8"))),
        "cars.json",
        lambda t, p: p.write_bytes(packed("cars.json").read_bytes()),
    ),
    "weather": (lambda: pd.read_csv(packed("seattle-weather.csv")), "weather", by_year),
}

# How rows are written that are sent to the API: as the owner writes them.
OWN_WAY: dict[str, dict[str, str]] = {
    "fair": {"sep": ";", "decimal": ","},
    "anes96": {"sep": "\t"},
    "star98": {"sep": "\t"},
}

read, file_name, write = SETS[NAME]
table = read()
write(table, FOLDER / file_name)
table.to_csv(FOLDER / "plain.csv", index=False)
table.to_csv(FOLDER / "own.csv", index=False, **OWN_WAY.get(NAME, {}))
print(file_name)
