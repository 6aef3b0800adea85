"""Would the tests notice a mistake? Single faults put into the product, one at a time, and the tests nearest to them.

A runner of our own, since much of the product is data: mutmut and cosmic-ray change Python only, and neither the lists
of the catalog nor the templates of the upload file. `make mutants` draws faults from every area (`areas.py`), runs its
tests on a copy of the checkout for each, and writes what was noticed into docs/testing.md. Tests that only say "made
anew, commit it" do not count. What no test can notice since it changes nothing is named in equivalent.toml.
"""
