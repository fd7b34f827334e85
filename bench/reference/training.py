"""A plain, competent training with scikit-learn, to measure the product's beside: `training.py CSV classification|regression`.

The last column is the target. Both candidates that the product compares, cross-validated in five folds by the same
metric; the better one is fitted, judged on a held-out fifth and kept in a file. Prints one JSON object.
"""

import json
import sys
import tempfile
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, roc_auc_score, root_mean_squared_error
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

path, task = sys.argv[1:]
table = pd.read_csv(path)
rows, target = table[table.columns[:-1]], table[table.columns[-1]].to_numpy()
held = np.loadtxt(Path(path).with_suffix(".held"), dtype=int)  # the rows that the product is judged by
learned = np.setdiff1d(np.arange(len(table)), held)

words = make_column_selector(dtype_include=["object", "str"])
numbers = make_column_selector(dtype_include="number")
scaled = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
    (OneHotEncoder(handle_unknown="ignore"), words),
)
raw = make_column_transformer(
    ("passthrough", numbers), (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), words)
)
if task == "classification":
    several = len(np.unique(target)) > 2
    scoring = "accuracy" if several else "roc_auc"
    candidates = [
        make_pipeline(scaled, LogisticRegression(max_iter=500)),
        make_pipeline(raw, HistGradientBoostingClassifier(early_stopping=False, random_state=0)),
    ]
else:
    scoring = "neg_root_mean_squared_error"
    candidates = [
        make_pipeline(scaled, Ridge()),
        make_pipeline(raw, HistGradientBoostingRegressor(early_stopping=False, random_state=0)),
    ]
scores = [
    cross_val_score(one, rows.iloc[learned], target[learned], cv=5, scoring=scoring).mean()
    for one in candidates
]
best = candidates[int(np.argmax(scores))].fit(rows.iloc[learned], target[learned])
unseen, truth = rows.iloc[held], target[held]
if task == "regression":
    score = root_mean_squared_error(truth, best.predict(unseen))
elif several:
    score = accuracy_score(truth, best.predict(unseen))
else:
    score = roc_auc_score(truth == best.classes_[1], best.predict_proba(unseen)[:, 1])
with tempfile.TemporaryDirectory() as folder:
    joblib.dump(best, Path(folder) / "model.joblib")
print(json.dumps({"scoring": scoring, "score": float(score)}))
