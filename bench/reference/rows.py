"""A table of many rows for a product: its own rows again and again, with one number that differs. Takes COUNT, OUT."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

import numpy as np
import pandas as pd
from contract.schema import Features

count, out = int(sys.argv[1]), Path(sys.argv[2])
source = pd.read_csv(next(Path("data").glob("*.csv")))[list(Features.model_fields)]
random = np.random.default_rng(0)
table = source.dropna().sample(count, replace=True, random_state=0).reset_index(drop=True)
numbers = [name for name in table.select_dtypes("float")]
table[numbers[0]] = (table[numbers[0]] + random.normal(0, 0.5, count)).clip(source[numbers[0]].min()).round(2)
if out.suffix == ".parquet":
    table.to_parquet(out)
else:
    table.to_csv(out, index=False)
