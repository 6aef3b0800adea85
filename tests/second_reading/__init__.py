"""A second, independent reading of what PARS and the design ask for, and what the product says beside it.

The oracle (`oracle.py` and the modules it calls) is written from the documents alone: plain loops over rows, nothing of
`generator`, only the catalog's data files. `test_check.py` holds findings and readiness to it, `test_facts.py` every
element of the upload file. Sources are named as in the catalog's sources.csv: T0 is ACCME's tutorial, P8 its answer to
"What activity data are providers required to enter into PARS?", P13 its answers on annual reporting, J1 its JSON
schema, M1-M4 the MedBiquitous schemas; DESIGN is this project's own design where those are silent.
"""
