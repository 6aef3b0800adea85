"""The README and the guide: their links lead somewhere, their commands run, and what they show is what one sees."""
