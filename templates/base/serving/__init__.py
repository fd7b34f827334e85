"""The API: what every kind of model shares. `kind.py` beside this file is what this product's kind adds."""
