"""The sites that ship as examples: whole, and true about themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate.adapters.site_file import load
from firstmate.services.site_check import check

SITES = Path(__file__).parents[2] / "knowledge" / "sites"
EXAMPLES = sorted(SITES.glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_the_shape_of_a_site(path):
    """It loads, and is called as its file is."""
    assert load(path).site.name == path.stem


def test_hydra_has_every_service_where_it_is():
    """Ports and nodes as its owner lists them; none left out."""
    site = load(SITES / "hydra.yaml").site
    ports = {service.name: (service.node, {port.number for port in service.ports}) for service in site.services}

    assert ports["open-webui"] == ("hydra-ai", {3000}) and ports["adguard"] == ("hydra-storage", {53, 3000})
    assert ports["ollama"] == ("hydra-compute", {11434}) and ports["qdrant"] == ("hydra-storage", {6333, 6334})
    assert [len(site.of_phase(number)) for number in range(7)] == [7, 11, 8, 5, 11, 11, 4]


def test_pi_k0s_holds_together():
    """Nothing in it contradicts itself."""
    assert check(SITES / "pi-k0s.yaml") == []


@pytest.mark.parametrize(
    ("name", "unseen"),
    [("ganuda", ["database", "alert-workflow", "review-queue"]), ("talos-homelab", ["telegram-bot"])],
)
def test_what_nothing_asks_is_all_that_is_wrong(name, unseen):
    """Services of which nobody has said how they are asked; and goals of ganuda that nothing measures."""
    path = SITES / f"{name}.yaml"
    names = [service.name for service in load(path).site.services]
    goals = [f"phases[{i}].gate[0]" for i, phase in enumerate(load(path).site.phases) if not phase.gates[0].services]

    assert [fault.path for fault in check(path)] == goals + [f"services[{names.index(each)}]" for each in unseen]
    assert len(goals) == (3 if name == "ganuda" else 0)


def test_hydra_contradicts_itself_where_it_does():
    """The UPS, devices and frameworks that nothing can ask, pages that were never written; and nothing else."""
    path = SITES / "hydra.yaml"
    told = [f"{fault.path}: {fault.message}" for fault in check(path)]
    names = [service.name for service in load(path).site.services]

    assert told == [
        "power.ups_watts: the UPS carries 2000 W; 2700 W may be drawn together, 2425 W with the limits of the GPUs",
        *(
            f"services[{names.index(name)}]: `{name}` has no probe: nothing tells whether it is up"
            for name in ("lutron", "bond", "nest", "sonos", "tvs", "roborock", "langgraph", "crewai", "mcp-servers")
        ),
        *(f"knowledge[{number}]: there is no file {page}" for number, page in enumerate(load(path).site.knowledge)),
    ]


def test_twelve_planted_contradictions_are_found(tmp_path):
    """In a copy of hydra, each on the line where it was planted, and no others."""
    text = (SITES / "hydra.yaml").read_text().replace("title: TabbyAPI", "title: TabbyAPI\n    memory_gb: 72")
    known = {fault.path for fault in check(SITES / "hydra.yaml")}
    for number, (old, new, _) in enumerate(PLANTED):
        assert text.count(old) == 1, old
        text = text.replace(old, f"{new} # plant {number}")
    (tmp_path / "site.yaml").write_text(text)

    found = [fault for fault in check(tmp_path / "site.yaml") if fault.path not in known]

    lines = text.splitlines()
    planted = {int(lines[int(fault.place.rpartition(":")[2]) - 1].rpartition("# plant ")[2]): fault for fault in found}
    assert len(found) == len(PLANTED) == 12 and planted.keys() == set(range(12))
    assert all(said in str(planted[number]) for number, (_, _, said) in enumerate(PLANTED))


PLANTED = [
    ("    port: 3003", "    port: 9090", "port 9090 of hydra-storage is for `prometheus` in line"),
    ("    needs: [searxng]", "    needs: [searx]", "there is no service `searx`; did you mean `searxng`?"),
    ("  - name: faster-whisper\n    phase: 3", "  - name: faster-whisper\n    phase: 8", "there is no phase `8`"),
    ("    needs: [litellm, meilisearch]", "    needs: [litellm, sonarr]", "needs `sonarr` of phase 4"),
    ("    port: 9696", "    port: 9696\n    needs: [sonarr]", "prowlarr → sonarr → prowlarr"),
    ("    phase: 3\n    node: hydra-compute", "    phase: 3\n    node: hydra-compte", "did you mean `hydra-compute`?"),
    ("    peak_watts: 1400", "    peak_watts: 1400\n    memory_gb: 64", "the services on hydra-ai want 72 GB"),
    ("watts: 450, limit_watts: 300}", "watts: 450, limit_watts: 500}", "a limit of 500 W limits nothing"),
    ("    secrets: [NEO4J_AUTH]", "    secrets: [NEO4_AUTH]", "did you mean `NEO4J_AUTH`?"),
    ("        services: [postgres, redis, qdrant]", "        services: [postgres, n8n]", "needs `n8n` of phase 2"),
    ("  - name: miniflux", "  - name: n8n", "the service `n8n` stands in line"),
    ("    address: hydra-compute", "    address: hydra-ai", "the address `hydra-ai` stands in line"),
]  # fmt: skip
"""What is put into hydra in place of what, and what is told of it."""
