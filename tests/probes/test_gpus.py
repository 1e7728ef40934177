"""GPUs against what the site allows them."""

from __future__ import annotations

import pytest

from firstmate.probes.gpus import Gpu, faults, is_nvidia, matched, parse
from firstmate.probes.values import GpuLimit

TWO = """0, NVIDIA GeForce RTX 5090, 575.00, 575.00, 61.20, 41, 1024, 32607
1, NVIDIA GeForce RTX 4090, 300.00, 450.00, 20.11, 38, 512, 24564
"""
LIMITS = (GpuLimit("RTX 5090", 450), GpuLimit("RTX 4090", 300))


def test_what_nvidia_smi_prints() -> None:
    """Numbers where it has them; what a GPU does not support is not known."""
    assert parse(TWO)[1] == Gpu(1, "NVIDIA GeForce RTX 4090", 300, 450, 20.11, 38, 512, 24564)
    assert parse("0, GRID, [N/A], [N/A], [Not Supported], 40, 1, 2")[0].limit is None


@pytest.mark.parametrize("text", ["", "No devices were found", "0, x, 1, 2", "0, x, many, 2, 3, 4, 5, 6"])
def test_what_is_not_its_output(text: str) -> None:
    """It is refused, rather than read as no GPU."""
    with pytest.raises(ValueError, match=r"nvidia-smi|convert"):
        parse(text)


def test_a_limit_above_the_sites() -> None:
    """With the exact command, and what makes it last on that system."""
    (fault,) = faults(parse(TWO), LIMITS, "NixOS 25.05")
    assert fault.text == "GPU 0 (NVIDIA GeForce RTX 5090) may draw 575 W, the site allows 450"
    assert fault.remedy.startswith("sudo nvidia-smi -i 0 -pl 450;") and "NixOS configuration" in fault.remedy
    assert "systemd unit" in next(faults(parse(TWO), LIMITS, "Debian 12")).remedy


def test_as_the_site_says() -> None:
    """Nothing is found, nor where the site says nothing of a limit."""
    fine = parse(TWO.replace("575.00, 575.00", "450.00, 575.00"))
    assert list(faults(fine, LIMITS)) == []
    assert list(faults(parse(TWO), (GpuLimit("RTX 5090"),))) == []


def test_a_limit_that_is_not_told() -> None:
    """Not knowing is a finding: the site says what it has to be."""
    (fault,) = faults(parse("0, NVIDIA RTX 5090, [N/A], [N/A], 10, 40, 1, 2"), LIMITS[:1])
    assert "does not tell its limit" in fault.text


def test_heat_and_memory() -> None:
    """Above what is wanted, each is named with its figure."""
    told = [fault.text for fault in faults(parse(TWO), (), celsius=40, memory=3)]
    assert told == [
        "GPU 0 (NVIDIA GeForce RTX 5090) has 41 °C, more than 40",
        "GPU 0 (NVIDIA GeForce RTX 5090) uses 3 % of its memory",
    ]


def test_names_are_whole_words() -> None:
    """A 5070 is no 5070 Ti; two of a kind need two entries."""
    ti = parse("0, NVIDIA GeForce RTX 5070 Ti, 300, 300, 10, 30, 1, 2")
    assert matched(ti, (GpuLimit("RTX 5070", 200),))[0][1] is None
    assert matched(ti, (GpuLimit("RTX 5070 Ti", 250),))[0][1] == GpuLimit("RTX 5070 Ti", 250)
    assert [fault.text for fault in faults(ti, (GpuLimit("RTX 5070 Ti"), GpuLimit("RTX 5070 Ti")))] == [
        "there is no RTX 5070 Ti"
    ]


@pytest.mark.parametrize(("name", "known"), [("RTX 3060", True), ("Arc A380", False), ("Radeon RX 7900", False)])
def test_makers(name: str, known: bool) -> None:
    """What others make is not asked of nvidia-smi."""
    assert is_nvidia(name) is known
