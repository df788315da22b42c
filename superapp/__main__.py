"""`python -m superapp …`: the same commands as the `superapp` script."""

from superapp.cli.main import main

if __name__ == "__main__":
    main()
