"""A bare model and its steps → artifact: compose → parity → publish. Serving never imports this."""

import os

# ONNX Runtime, imported after this, would otherwise report its use to its maker over HTTPS.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
