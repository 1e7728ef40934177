"""Standing orders: what they raise, what they may lower, their bounds."""

from __future__ import annotations

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.decide import weigh
from firstmate.guard.orders import DEFAULTS, STRICTEST, matches, orders_from, without_loosening
from firstmate.guard.values import UNKNOWN, Act, Known, Outcome, Place, Question, ToolCall

SAFE, RISKY, FORBIDDEN, READ = CommandTier.SAFE, CommandTier.RISKY, CommandTier.FORBIDDEN, CommandTier.READ
SCALE = Act(
    SAFE, "kubectl.scale", "changes the number of replicas", tool="kubectl", verb="scale", kind="deployment",
    namespace="media", names=("jellyfin",), replicas=2, place=Place(context="home"),
)  # fmt: skip
DELETE = SCALE._replace(tier=RISKY, rule="kubectl.delete.deployment", verb="delete", replicas=None)


HOME = {Question("kubeconfig", "/root/.kube/config"): {"current": "home", "contexts": {"home": {}}}}


def tier(act: Act, known: Known | None = None, **content: object) -> CommandTier | None:
    """The tier that orders of this content give the act."""
    told = (known or Known())._replace(orders=orders_from(content), answers=HOME)
    return weigh(ToolCall("Bash", {}), told, (act,)).tier


@pytest.mark.parametrize(
    "override",
    [
        {"tool": "kubectl"},
        {"tool": "kube*", "verb": "scale", "kind": "deployment", "namespace": "media", "name": "jelly*"},
        {"context": "home"},
        {"rule": "kubectl.*"},
        {"name": "*"},
        {},
    ],
)
def test_an_override_raises_what_it_matches(override):
    """Every pattern given has to match; none given matches all."""
    assert tier(SCALE, overrides=[{**override, "tier": "forbidden"}]) is FORBIDDEN


@pytest.mark.parametrize(
    "override", [{"tool": "helm"}, {"verb": "scal"}, {"namespace": "med"}, {"name": "jellyfin2"}, {"host": "nas"}]
)
def test_an_override_leaves_the_rest_alone(override):
    """One pattern that does not match is enough."""
    assert tier(SCALE, overrides=[{**override, "tier": "forbidden"}]) is SAFE


@pytest.mark.parametrize(
    "act",
    [
        SCALE._replace(names=(UNKNOWN,)),
        SCALE._replace(names=()),
        SCALE._replace(namespace=UNKNOWN),
        SCALE._replace(kind=f"dep{UNKNOWN}"),
    ],
)
def test_what_is_not_known_is_raised_as_if_it_matched_and_never_lowered(act):
    """A name that only the run tells may be the one that the orders mean."""
    named = {"kind": "deployment", "namespace": "media", "name": "jellyfin"}

    assert tier(act, overrides=[{**named, "tier": "forbidden"}]) is FORBIDDEN
    assert tier(act._replace(tier=RISKY), overrides=[{**named, "tier": "safe"}]) is RISKY


def test_risky_is_lowered_where_the_orders_say_so():
    """To safe, with the reason that a person gave."""
    orders = orders_from({"overrides": [{"verb": "delete", "namespace": "media", "tier": "safe", "why": "my sandbox"}]})
    decision = weigh(ToolCall("Bash", {}), Known(orders=orders, answers=HOME), (DELETE,))

    assert (decision.tier, decision.outcome) == (SAFE, Outcome.ALLOW)
    assert decision.reasons == ("standing orders: my sandbox",)


@pytest.mark.parametrize(
    "act",
    [
        DELETE._replace(tier=FORBIDDEN),
        DELETE._replace(tool=""),
        DELETE._replace(place=Place(kubeconfig="/tmp/other")),
        DELETE._replace(place=Place(server="https://192.0.2.1")),
        DELETE._replace(place=Place(context=UNKNOWN)),
        DELETE._replace(place=Place(host="ssh nas")),
        DELETE._replace(place=Place(context="nowhere")),
        DELETE._replace(namespace="kube-system"),
    ],
)
def test_forbidden_stays_forbidden_and_unclear_places_stay_asked_about(act):
    """No override lowers what is never done by an agent, what nobody knows, or what is somewhere else."""
    assert tier(act, overrides=[{"rule": "*", "tier": "safe"}, {"verb": "delete", "tier": "safe"}]) is act.tier


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (DELETE._replace(place=Place(host="ssh nas")), {"host": "ssh nas"}),
        (DELETE._replace(place=Place(context="nowhere")), {"context": "no*"}),
        (DELETE._replace(namespace="kube-system"), {"namespace": "kube-system"}),
    ],
)
def test_an_override_that_names_the_place_lowers_there(act, named):
    """The person has thought of it; a star has not."""
    assert tier(act, overrides=[{"verb": "delete", **named, "tier": "safe"}]) is SAFE
    assert tier(act, overrides=[{"verb": "delete", **dict.fromkeys(named, "*"), "tier": "safe"}]) is RISKY


def test_raising_beats_lowering():
    """Whatever order they stand in."""
    both = [{"verb": "delete", "tier": "safe"}, {"namespace": "media", "tier": "risky"}]

    assert tier(DELETE, overrides=both) is RISKY and tier(DELETE, overrides=both[::-1]) is RISKY


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"protected": {"namespaces": ["media"]}}, RISKY),
        ({"protected": {"namespaces": ["me*"]}}, RISKY),
        ({"protected": {"contexts": ["home"]}}, RISKY),
        ({"protected": {"namespaces": ["web"], "contexts": ["work"]}}, SAFE),
        ({"bounds": {"replicas": {"max": 1}}}, RISKY),
        ({"bounds": {"replicas": {"min": 3}}}, RISKY),
        ({"bounds": {"replicas": {"min": 2, "max": 2}}}, SAFE),
    ],
)
def test_bounds_and_protected_places_are_asked_about(content, expected):
    """What is safe elsewhere is risky there; reading stays reading."""
    assert tier(SCALE, **content) is expected
    assert tier(SCALE._replace(tier=READ), **content) is READ


@pytest.mark.parametrize(("replicas", "expected"), [(0, RISKY), (1, SAFE), (10, SAFE), (11, RISKY)])
def test_replicas_have_default_bounds(replicas, expected):
    """1 to 10."""
    assert tier(SCALE._replace(replicas=replicas)) is expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("21:59", SAFE), ("22:00", RISKY), ("23:30", RISKY), ("03:00", RISKY), ("07:00", SAFE), ("", RISKY)],
)
def test_nothing_is_done_unasked_in_quiet_hours(clock, expected):
    """Over midnight too, and when nobody knows the time."""
    quiet = {"bounds": {"quiet_hours": {"from": "22:00", "to": "07:00"}}}

    assert tier(SCALE, Known(clock=clock), **quiet) is expected


@pytest.mark.parametrize(("done", "expected"), [((2, 6), SAFE), ((3, 3), RISKY), ((0, 7), RISKY)])
def test_an_object_is_acted_on_unasked_only_so_often(done, expected):
    """3 times within an hour, 7 within a day; then a person is asked."""
    assert tier(SCALE, Known(automatic={"home/media/deployment/jellyfin": done})) is expected


def test_observe_refuses_every_change():
    """Reads go on; no approval lets a change through."""
    known = Known(orders=orders_from({"mode": "observe"}))
    decision = weigh(ToolCall("Bash", {}), known, (SCALE,))

    assert (decision.outcome, decision.approvable) == (Outcome.DENY, False) and "observe" in decision.reasons[0]
    assert weigh(ToolCall("Bash", {}), known, (SCALE._replace(tier=READ),)).outcome is Outcome.ALLOW


def test_frozen_refuses_every_change_with_its_reason():
    """`firstmate freeze` stops what is safe too."""
    decision = weigh(ToolCall("Bash", {}), Known(frozen="frozen until 12:00"), (SCALE,))

    assert (decision.outcome, decision.reasons[0]) == (Outcome.DENY, "frozen until 12:00")


def test_orders_that_nobody_can_read_ask_about_everything_that_changes():
    """Reads are let through, forbidden stays denied."""
    known = Known(orders=STRICTEST)
    outcomes = [weigh(ToolCall("Bash", {}), known, (SCALE._replace(tier=t),)).outcome for t in (SAFE, RISKY, FORBIDDEN)]

    assert outcomes == [Outcome.ASK, Outcome.ASK, Outcome.DENY]


def test_only_what_tightens_is_left_of_orders_that_are_not_the_newest():
    """Lowered tiers, wider bounds and grants are gone; the rest stays."""
    orders = orders_from(
        {
            "mode": "observe",
            "overrides": [{"tier": "safe", "verb": "delete"}, {"tier": "forbidden", "verb": "drain"}],
            "bounds": {"replicas": {"min": 0, "max": 50}, "automatic": {"per_hour": 2, "per_day": 70}},
            "grants": [{"runbook": "restart-coredns", "level": "standard"}],
        }
    )
    left = without_loosening(orders)

    assert [entry.tier for entry in left.overrides] == [FORBIDDEN] and left.mode == "observe" and left.grants == ()
    assert left.bounds[:4] == (1, 10, 2, 7)


def test_an_empty_file_gives_the_defaults():
    """Nothing said is the default."""
    assert orders_from({"schema": 1}) == DEFAULTS


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [("a*c", "abc", True), ("*", "", True), ("a.c", "abc", False), ("ab", "abc", False), ("a*", "a\nb", True)],
)
def test_a_star_stands_for_any_text(pattern, text, fits):
    """And nothing else is special."""
    assert matches(pattern, text) is fits
