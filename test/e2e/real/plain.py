"""The score of the product's estimator in a script of plain scikit-learn, on the very rows that the product held out.

usage, in a product's folder: plain.py TABLE.csv     prints {"metric", "higher_is_better", "ours", "plain", "low", "high"}

Of the product it takes the names of things (target, features, estimator, metric) and which rows are held out; reading,
preparation, fit and score are scikit-learn's. `low` and `high` are the 95 % interval of the plain
score: the bootstrap's, of an accuracy Wilson's.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

import numpy as np
import pandas as pd
from contract.schema import Features, Prediction
from sklearn import metrics
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from training.split import Split

ROUNDS = 1000

CLASSIFIERS = {
    "logistic regression": lambda: LogisticRegression(max_iter=500),
    "linear discriminant": LinearDiscriminantAnalysis,
    "gradient boosting": lambda: HistGradientBoostingClassifier(early_stopping=False, random_state=0),
}
REGRESSORS = {
    "ridge regression": Ridge,
    "gradient boosting": lambda: HistGradientBoostingRegressor(early_stopping=False, random_state=0),
}
SCORES = {
    "accuracy": lambda y, p: metrics.accuracy_score(y, p.argmax(1)),
    "f1_macro": lambda y, p: metrics.f1_score(y, p.argmax(1), average="macro"),
    "log_loss": lambda y, p: metrics.log_loss(y, p, labels=range(p.shape[1])),
    "roc_auc": lambda y, p: metrics.roc_auc_score(y, p[:, 1]),
    "pr_auc": lambda y, p: metrics.average_precision_score(y, p[:, 1]),
    "rmse": metrics.root_mean_squared_error,
    "mae": metrics.mean_absolute_error,
    "r2": metrics.r2_score,
}


def columns_of(model: type) -> dict[str, str]:
    """By field, the name of the table's column."""
    return {
        name: (it.json_schema_extra or {}).get("x-column", name) for name, it in model.model_fields.items()
    }


def table_of(path: str, names: list[str]) -> pd.DataFrame:
    """The features: days as numbers, text as text."""
    table = pd.read_csv(path)
    missing = [name for name in names if name not in table]
    if missing:
        raise SystemExit(f"plain.csv has no column {missing}; it has {list(table)}")
    features = table[names].copy()
    for name in features.select_dtypes(exclude="number"):
        days = pd.to_datetime(features[name], errors="coerce", format="ISO8601")
        features[name] = (
            days.astype("int64") / 86_400e9 if days.notna().all() else features[name].astype(object)
        )
    return features


def prepared(features: pd.DataFrame, linear: bool) -> ColumnTransformer:
    """What nearly everybody does: medians, scales and flags for linear models, codes for trees."""
    numbers = list(features.select_dtypes("number"))
    texts = [name for name in features if name not in numbers]
    scaled = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    flags = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return ColumnTransformer(
        [
            ("numbers", scaled if linear else "passthrough", numbers),
            ("texts", flags if linear else codes, texts),
        ]
    )


def split_of(how: dict[str, str | None], table: pd.DataFrame) -> Split:
    """The product's own way to hold rows out, with keys made by pandas."""
    if how["by"] == "random":
        return Split()
    column = table[how["column"]]
    keys = pd.to_datetime(column).astype("int64") if how["by"] == "time" else pd.factorize(column)[0]
    return Split(how["by"], how["column"], np.asarray(keys))


def wilson(share: float, rows: int) -> tuple[float, float]:
    """A share's 95 % interval (Wilson, 1927); a bootstrap would call 36 of 36 certain."""
    z = 1.959964
    middle, spread = (
        share + z * z / (2 * rows),
        z * np.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows)),
    )
    return (middle - spread) / (1 + z * z / rows), (middle + spread) / (1 + z * z / rows)


def main() -> None:
    """Fit, score, and say how the product's score compares."""
    current = Path("artifacts/current").read_text(encoding="utf-8").strip()
    passport = json.loads(Path("artifacts", current, "passport.json").read_text(encoding="utf-8"))
    (target,) = columns_of(Prediction).values()
    table = pd.read_csv(sys.argv[1])
    answered = table[target].notna().to_numpy()
    features = table_of(sys.argv[1], list(columns_of(Features).values()))[answered].reset_index(drop=True)
    table = table[answered].reset_index(drop=True)
    classes = passport["target"]["classes"]
    if classes:
        positive = passport["target"]["positive"]
        classes = sorted(classes, key=lambda name: (name == positive, classes.index(name)))
        texts = table[target].map(lambda cell: str(int(cell)) if isinstance(cell, float) else str(cell))
        # Class by class, so that a split by class draws the same rows whichever comes first.
        truth = texts.map(passport["target"]["classes"].index).to_numpy()
    else:
        truth = table[target].to_numpy(dtype=float)
    rest, held = split_of(passport["data"]["split"], table).held_out(truth, len(classes) if classes else None)
    if len(held) != passport["data"]["test_rows"]:
        raise SystemExit(f"{len(held)} rows held out here, {passport['data']['test_rows']} by the product")
    if classes:
        truth = texts.map(classes.index).to_numpy()
    name, _, logarithm = passport["model"]["name"].partition(" of the ")
    model = (CLASSIFIERS if classes else REGRESSORS)[name]()
    if logarithm:
        model = TransformedTargetRegressor(model, func=np.log1p, inverse_func=np.expm1)
    pipeline = make_pipeline(prepared(features, "boosting" not in name), model)
    pipeline.fit(features.iloc[rest], truth[rest])
    answers = (
        pipeline.predict_proba(features.iloc[held]) if classes else pipeline.predict(features.iloc[held])
    )
    primary = passport["metrics"]["primary"]
    score = SCORES[primary]
    ours = next(one for one in passport["metrics"]["values"] if one["name"] == primary)
    draw = np.random.default_rng(0)
    scores = []
    for _ in range(ROUNDS):
        rows = draw.integers(0, len(held), len(held))
        if not classes or len(np.unique(truth[held][rows])) > 1:
            scores.append(score(truth[held][rows], answers[rows]))
    plain = float(score(truth[held], answers))
    low, high = wilson(plain, len(held)) if primary == "accuracy" else np.quantile(scores, [0.025, 0.975])
    print(
        json.dumps(
            {
                "metric": primary,
                "higher_is_better": ours["higher_is_better"],
                "model": passport["model"]["name"],
                "rows": len(held),
                "ours": ours["value"],
                "plain": plain,
                "low": float(low),
                "high": float(high),
            }
        )
    )


main()
