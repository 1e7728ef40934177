"""`python -m firstmate`: the same as the `firstmate` command."""

from firstmate.entrypoints.cli import main

if __name__ == "__main__":
    main()
