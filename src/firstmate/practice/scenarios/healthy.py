"""Everything is well."""

from firstmate.practice.scenarios import Scenario

SCENARIO = Scenario(
    __name__,
    title="Everything is well",
    story="A quiet evening: three nodes, all applications in step with Git, no alert but the watchdog.",
)
