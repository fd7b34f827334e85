"""A file of rows through pandas and the fitted pipeline: how a table is scored in most places. Takes IN and OUT, prints JSON.

Runs in a product's folder, with its training environment, on the very pipeline that the product exported.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

import pandas as pd
from contract.columns import encoding_of
from contract.schema import Features
from training.data import frame_of
from training.make import table_of
from training.model import train
from training.terms import contract

model = train(table_of(None)[0], contract(), lambda *_: None)
begin = time.perf_counter()
table = pd.read_parquet(sys.argv[1])
columns = {name: table[name].astype(object).where(table[name].notna(), None) for name in Features.model_fields}
answers = model.pipeline.predict_proba(frame_of(encoding_of(Features).columns(columns)))
names = [f"probability_{name}" for name in model.contract.classes or ()]
table[names] = answers
table.to_parquet(sys.argv[2])
print(json.dumps({"rows": len(table), "seconds": time.perf_counter() - begin}))
