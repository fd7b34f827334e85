"""Artifacts are built, proved and published here, whatever made the model. Serving never imports this."""
