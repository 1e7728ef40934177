"""The user's description of a site: its values, and the shape of the file that they stand in."""
