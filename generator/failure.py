"""The one exception for what a user can put right."""


class Failure(Exception):
    """A file or an argument that cannot be used, in one sentence that says what to do. The command line prints it and
    exits with 2."""
