"""The site file: its shape, its examples, and what in it contradicts itself."""
