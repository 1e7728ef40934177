"""The hook: its engine as a process, its launcher with a broken engine, and both in the real client."""
