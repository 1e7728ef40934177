"""`firstmate site graph`: everything of the site is in the picture, and nothing of it is taken for markup."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from firstmate.adapters.site_file import load
from firstmate.entrypoints.show.site_graph import html, svg, worst
from firstmate.probes.values import Outcome, Verdict
from firstmate.sites import parse
from firstmate.sites.values import Site
from tests.sites.test_any_site import SITE
from tests.support.ports import free_ports

ROOT = Path(__file__).parents[2]
HYDRA = ROOT / "knowledge/sites/hydra.yaml"
SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert(1)</script>&"\x1b[31m'


def drawn(site, outcomes=None):
    """The picture, parsed as XML."""
    return ElementTree.fromstring(svg(site, outcomes or {}))


def words(picture) -> list[str]:
    return [text.text for text in picture.iter(f"{SVG}text")]


def test_hydra_is_drawn_whole():
    """A lane for each node, a head for each phase, a box for each service, an arrow for each need."""
    site = load(HYDRA).site
    picture = drawn(site)
    told = words(picture)

    tips = [title.text.partition(".")[0] for title in picture.iter(f"{SVG}title")]
    assert tips and Counter(tips) == Counter(service.name for service in site.services)
    assert {"hydra-ai", "hydra-compute", "hydra-storage", "on no node", "1 foundation (here)", "4 media"} <= set(told)
    arrows = [path for path in picture.iter(f"{SVG}path") if "edge" in path.get("class", "")]
    assert len(arrows) == sum(len(service.needs) for service in site.services)


def test_no_two_boxes_lie_on_each_other():
    """And all of them are inside of the picture."""
    picture = drawn(load(HYDRA).site)
    boxes = [box for box in picture.iter(f"{SVG}rect") if box.get("class") == "box"]

    places = [(int(box.get("x")), int(box.get("y"))) for box in boxes]
    assert all(abs(x - u) >= 158 or abs(y - v) >= 24 for i, (x, y) in enumerate(places) for u, v in places[:i])
    assert max(x for x, _ in places) + 158 < int(picture.get("width"))
    assert max(y for _, y in places) + 24 < int(picture.get("height"))


def test_what_is_down_is_seen():
    """By sign and colour; so is who needs it. Of several probes the worst counts."""
    site = load(HYDRA).site
    up, down = Outcome(Verdict.UP), Outcome(Verdict.DOWN, "connection refused")
    outcomes = worst({"postgres": [up, down], "redis": [up], "n8n": []})
    picture = drawn(site, outcomes)

    broken = [path for path in picture.iter(f"{SVG}path") if path.get("class") == "edge broken"]
    assert outcomes == {"postgres": down, "redis": up}
    assert len(broken) == sum("postgres" in service.needs for service in site.services) > 1
    assert any("connection refused" in title.text for title in picture.iter(f"{SVG}title"))
    assert {"✓", "✕", "unreachable"} <= set(words(picture))


@pytest.mark.parametrize("draw", [svg, html])
def test_text_of_the_site_is_no_markup(draw):
    """In names, titles, notes and what probes were told; and nothing is loaded from elsewhere."""
    content = {
        "name": EVIL,
        "nodes": [{"name": EVIL, "hardware": EVIL, "gpus": [{"name": EVIL}]}],
        "services": [{"name": EVIL, "title": EVIL, "node": EVIL, "phase": 1, "needs": [EVIL]}],
        "phases": [{"number": 1, "name": EVIL}],
    }
    made = draw(parse.site(content), {EVIL: Outcome(Verdict.WRONG, EVIL)})

    assert "<script" not in made and "\x1b" not in made and "href" not in made
    assert set(re.findall(r"https?://[^\"]+", made)) == {"http://www.w3.org/2000/svg"}


@given(SITE)
def test_any_site_is_a_picture(content):
    """Circles, names twice, names of nothing: what contradicts itself can be looked at."""
    drawn(parse.site(content))


def test_an_empty_site_is_a_picture():
    """With nothing in it."""
    assert "site" in words(drawn(Site()))


def test_the_picture_of_the_docs_is_the_one_of_hydra():
    """firstmate site graph --site knowledge/sites/hydra.yaml -o docs/images/site.svg"""
    assert (ROOT / "docs/images/site.svg").read_text() == svg(load(HYDRA).site, {})


@pytest.fixture
def site(tmp_path, server):
    """A service that is up, one that is not, one that nothing asks."""
    path = tmp_path / "site.yaml"
    path.write_text(
        "schema: 1\nname: home\nnodes: [{name: here, ssh: local}]\nservices:\n"
        f"- {{name: a, node: here, port: {server}, probe: {{kind: tcp}}}}\n"
        f"- {{name: b, node: here, port: {free_ports(1)}, needs: [a], probe: {{kind: tcp}}}}\n"
        "- {name: c, node: here, needs: [b]}\n"
    )
    return path


@pytest.fixture
def server():
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_it_is_looked_at_first(firstmate, site):
    """With --verify; machines get nodes, services with their verdicts, and edges."""
    found = json.loads(firstmate("site", "graph", "--verify", "--json", "--site", site).out)

    assert {each["name"]: each["verdict"] for each in found["services"]} == {
        "a": "up", "b": "down", "c": "not checked",
    }  # fmt: skip
    assert found["nodes"] == ["here"]
    assert found["edges"] == [{"from": "b", "to": "a"}, {"from": "c", "to": "b"}]


def test_without_being_asked_nobody_looks(firstmate, site):
    """And the picture says so; without a file it is printed."""
    found = json.loads(firstmate("site", "graph", "--json", "--site", site).out)
    ran = firstmate("site", "graph", "--site", site)

    assert {each["verdict"] for each in found["services"]} == {None}
    assert ran.code == 0 and any("nobody has looked" in text for text in words(ElementTree.fromstring(ran.out)))


@pytest.mark.parametrize(("name", "begins"), [("a.svg", "<svg "), ("b.html", "<!doctype html>"), ("c.SVG", "<svg ")])
def test_the_file_is_what_its_name_says(firstmate, site, tmp_path, name, begins):
    """An SVG or a page."""
    ran = firstmate("site", "graph", "-o", tmp_path / name, "--site", site)

    assert ran.code == 0 and f"{name} is written" in ran.out
    assert (tmp_path / name).read_text().startswith(begins)


@pytest.mark.parametrize(("name", "told"), [("a.png", "an SVG or a page"), ("no/a.svg", "cannot be written")])
def test_what_cannot_be_written_is_one_sentence(firstmate, site, tmp_path, name, told):
    """Exit code 2."""
    ran = firstmate("site", "graph", "-o", tmp_path / name, "--site", site)

    assert ran.code == 2 and told in ran.err
