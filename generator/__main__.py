"""`python -m generator` is `pars`, without the add-in's commands."""

from generator.cli import main

if __name__ == "__main__":
    main()
