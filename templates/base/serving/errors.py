"""The one error that stops the server from starting."""


class CannotServe(Exception):
    """Why nothing can be served, in a sentence that ends with what to do. The process exits with 3."""
