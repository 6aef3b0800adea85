"""`python -m generator.handout` prints the guide, as docs/handout.md has it."""

import sys

from generator.catalog import load
from generator.handout.text import guide_text
from generator.targets import template_name

if __name__ == "__main__":
    catalog = load()
    sys.stdout.buffer.write(guide_text(catalog, template_name(catalog.version)).encode())
