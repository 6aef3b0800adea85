"""Builds, reads and checks PARS batch workbooks and writes upload-ready XML."""

__version__ = "0.1.0"
