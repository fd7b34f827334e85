"""Why bytes are not decoded: raised where they are read, told to whoever sent them."""


class Refused(Exception):
    """What was expected, what was found and what to do, in a sentence."""
