"""The one error that training shows to people."""


class TrainingError(Exception):
    """Something that the owner can put right.

    Args:
        message: what was expected, what was found, and where.
        hint: what to do next.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
