"""The API: what every kind of model shares. `kind.py` beside this file is what this product's kind adds."""

import os

# ONNX Runtime, imported after this, would otherwise report its use to its maker over HTTPS.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
