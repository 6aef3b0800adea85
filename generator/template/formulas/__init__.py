"""How the formulas of live marks are written.

First everything is decided and declared, then written: `decision` finds few questions that give the marks of a row, with what `facts` knows
of conditions; `names` declares what those questions ask for, as hidden columns and defined names; only then a formula asks for it.
Asking for what was not declared is an error.
"""
