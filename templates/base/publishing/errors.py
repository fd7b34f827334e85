"""The one error that making a model shows to people."""


class CannotPublish(Exception):
    """Something that the owner can put right. Nothing was published.

    Args:
        message: what was expected, what was found, and where.
        hint: what to do next.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
