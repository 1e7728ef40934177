"""One kubectl command as far as it is understood: its place, its objects, its manifests, and the acts it leads to."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.kube import verbs
from firstmate.guard.kube.commands import COMMANDS
from firstmate.guard.kube.kinds import CLUSTER_SCOPED, Objects, objects_of
from firstmate.guard.kube.line import Line
from firstmate.guard.kube.sources import Source, absolute, sources_of
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Place

READ, SAFE, RISKY, FORBIDDEN = CommandTier
CHANGE = re.compile(r"=|:|-$")
"""In `a=b`, `key=value:NoSchedule` and `a-`, which are no names."""


class Case(NamedTuple):
    """One kubectl command, as far as it is understood."""

    command: Command
    known: Known
    line: Line

    @property
    def path(self) -> str:
        return self.line.path

    def flag(self, name: str) -> str:
        return self.line.said.value(name)

    def given(self, *names: str) -> bool:
        """Whether one of these flags is there, and not surely off."""
        return any(self.line.said.may(name) for name in names)

    def act(self, tier: CommandTier, what: str, reason: str, kind: str = "", **fields: Any) -> Act:
        """An act of this command; `what` ends its rule."""
        verb = self.path or next(iter(self.line.stray), "")
        rule = ".".join(filter(None, ["kubectl", *verb.split(), what])).replace(UNKNOWN, "unclear").lower()
        fields.setdefault("namespace", self.namespace(kind))
        return Act(tier, rule, reason, tool="kubectl", verb=verb, kind=kind, place=self.place, **fields)

    def namespace(self, kind: str) -> str:
        """Empty for that of the context and for what is in none; UNKNOWN for all of them."""
        if kind in CLUSTER_SCOPED:
            return ""
        return UNKNOWN if self.given("all-namespaces") else self.flag("namespace")

    @property
    def place(self) -> Place:
        if self.path in verbs.LOCAL or self.path.startswith("config") or self.given("client"):
            return Place()
        assigned = {name: word.text for name, word in self.command.assigned}
        path = self.flag("kubeconfig") or assigned.get("KUBECONFIG", "")
        if not path and "HOME" in assigned:
            path = f"{assigned['HOME']}/.kube/config"
        files = ":".join(absolute(part, self.command, self.known) for part in path.split(":") if part)
        return Place(self.flag("context"), files, self.flag("server") or assigned.get("KUBERNETES_MASTER", ""))

    @property
    def objects(self) -> tuple[Objects, ...]:
        """What it names, changes like `a=b` and `a-` left out."""
        words = [word for word in self.line.said.positionals if not CHANGE.search(word)]
        if kind := verbs.OF_ONE_KIND.get(self.path):
            return (Objects(kind, tuple(word.rpartition("/")[2] for word in words)),) if words else ()
        if kind := verbs.CREATES.get(self.path):
            return (Objects(kind, tuple(words[:1])),)
        return objects_of(words)

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(sources_of(self.line.said, self.command, self.known))

    def safer(self) -> str:
        """The same as a dry run, where kubectl has one and every word is known."""
        words = [word.text for word in self.command.words]
        if "dry-run?" not in COMMANDS.get(self.path, "") or any(UNKNOWN in word for word in words):
            return ""
        kept = [word for word in words if not word.startswith("--dry-run")]
        if self.path == "apply":
            return " ".join("diff" if word == "apply" else quoted(word) for word in kept)
        return " ".join([*map(quoted, kept), "--dry-run=server"])

    @property
    def doing(self) -> str:
        """What it does, in words that the objects follow."""
        return "creates" if self.path in verbs.CREATES else verbs.CHANGES[self.path]


def told(each: Objects) -> str:
    """The objects in words."""
    return (
        f"{shown(each.kind)} {', '.join(map(shown, each.names))}"
        if each.names
        else f"every {shown(each.kind)} it finds"
    )


def shown(word: str) -> str:
    """A word for a person: what only the run tells is three dots."""
    return word.replace(UNKNOWN, "…")


def quoted(word: str) -> str:
    """A word as a shell reads it back."""
    return word if re.fullmatch(r"[\w@%+:,./=-]+", word) else "'" + word.replace("'", "'\\''") + "'"
