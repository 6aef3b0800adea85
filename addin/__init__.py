"""The Excel side of PARS Batch, on xlwings: ribbon commands, worksheet functions, building and installing the
add-in."""
