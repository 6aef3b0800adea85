"""oletools' readers of VBA, the things of it that the tests use; importing it calls much that newer libraries
deprecate."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.mraptor import MacroRaptor
    from oletools.olevba import VBA_Parser, decompress_stream

__all__ = ["MacroRaptor", "VBA_Parser", "decompress_stream"]
