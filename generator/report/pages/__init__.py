"""Pages for a browser: the report of a check, the receipt of an export, the rule book."""
