"""The dated table of what models cost, as it ships."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from firstmate.model_tiers import ModelTier, Price


@cache
def prices() -> Mapping[ModelTier, Price]:
    """The price of each tier."""
    text = resources.files("firstmate").joinpath("prices.yaml").read_bytes()
    table = yaml.load(text, Loader=yaml.CSafeLoader)
    return {tier: Price(**table["tiers"][str(tier)]) for tier in ModelTier}
