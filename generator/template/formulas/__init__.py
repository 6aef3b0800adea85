"""How the formulas of live marks are written.

Everything is declared first and written then. `decision` finds few questions that give the marks of a row, with what
`facts` knows of conditions; `names` declares what the questions ask for, as hidden columns and defined names of a
sheet; only then formulas are written, which ask for it. Asking for what was not declared is an error.
"""
