"""Scalers as files: `python scaler.py FOLDER` writes each in several ways, and `expected.json`: what they make of rows.

`evil` is a pickle that would write a file if anyone loaded it.
"""

import json
import pickle
import sys
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn import preprocessing
from sklearn.linear_model import LinearRegression

FOLDER = Path(sys.argv[1])
TABLE = pd.DataFrame({"age": [20.0, 35.0, 50.0, 81.0], "income": [1e3, 2.5e3, 1e4, 900.0]})


class Evil:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple:
        """Return what a trusting reader would call."""
        return Path.touch, (FOLDER / "loaded",)


def main() -> None:
    """Write all of them."""
    expected = {}
    kinds = {
        name: getattr(preprocessing, name)
        for name in ("StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler")
    }
    kinds["UncentredStandardScaler"] = partial(preprocessing.StandardScaler, with_mean=False)
    for name, kind in kinds.items():
        for columns in (True, False):
            rows = TABLE if columns else TABLE.to_numpy()
            scaler = kind().fit(rows)
            base = f"{name}-{'named' if columns else 'bare'}"
            joblib.dump(scaler, FOLDER / f"{base}.joblib")
            joblib.dump(scaler, FOLDER / f"{base}-packed.joblib", compress=3)
            for protocol in (4, 5):
                (FOLDER / f"{base}-{protocol}.pkl").write_bytes(pickle.dumps(scaler, protocol=protocol))
            expected[base] = np.asarray(scaler.transform(rows)).tolist()
    joblib.dump(LinearRegression().fit(TABLE, [1, 2, 3, 4]), FOLDER / "model.joblib")
    joblib.dump(Evil(), FOLDER / "evil.joblib")
    document = {"rows": TABLE.to_numpy().tolist(), "expected": expected}
    (FOLDER / "expected.json").write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main()
