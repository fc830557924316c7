"""``python -m chains``."""

from chains.cli import main

if __name__ == "__main__":
    main()
