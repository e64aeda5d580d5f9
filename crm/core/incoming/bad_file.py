class BadFile(ValueError):
    """The file as a whole can not be read; the message says why and what to do."""
