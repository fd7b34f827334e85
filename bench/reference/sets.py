"""Real tables that scikit-learn carries, as CSV files: `sets.py FOLDER`. Prints [{name, task}] as JSON.

Breast cancer Wisconsin, optical digits, iris and wine come from the UCI Machine Learning Repository (CC BY 4.0); diabetes
from Efron, Hastie, Johnstone and Tibshirani (2004), which scikit-learn ships under its BSD licence.
"""

import json
import sys
from pathlib import Path

from sklearn import datasets

SETS = {
    "breast-cancer": (datasets.load_breast_cancer, "classification"),
    "diabetes": (datasets.load_diabetes, "regression"),
    "digits": (datasets.load_digits, "classification"),
    "iris": (datasets.load_iris, "classification"),
    "wine": (datasets.load_wine, "classification"),
}

for name, (load, task) in SETS.items():
    bunch = load(as_frame=True)
    table = bunch.frame.rename(columns={"target": "outcome"})
    if task == "classification":
        table["outcome"] = [f"class {bunch.target_names[place]}" for place in bunch.target]
    table.to_csv(Path(sys.argv[1]) / f"{name}.csv", index=False)
print(json.dumps([{"name": name, "task": task} for name, (_, task) in SETS.items()]))
