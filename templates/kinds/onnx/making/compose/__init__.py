"""Steps and a bare model → one ONNX file: a file for each thing that can stand before or behind a model."""
