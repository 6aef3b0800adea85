"""Files that somebody crafted, or that broke: what becomes of each is said before it is tried."""
