"""The sites that ship as examples: whole, and true about themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate.adapters.site_file import load

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
