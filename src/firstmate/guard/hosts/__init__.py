"""Machines: what programs do to files, services, disks, containers and databases, as tables and how they are read."""
