"""ACCME's own files: what its sample XML and its Excel templates say of how it wants things."""
