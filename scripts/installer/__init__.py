"""What `install.py` does, in parts. Standard library only: it runs before Firstmate's own environment exists."""
