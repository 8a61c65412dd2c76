"""`python -m consult` is the console script `consult`."""

from consult.cli import main

main()
