"""Answers for a whole file: columns at a time, with the verdict and the answers of the API."""
