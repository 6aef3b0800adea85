"""A folder to hand out to those who only fill in: the template and a guide of one page."""
