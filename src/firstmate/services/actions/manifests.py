"""Finds the file in which a value of a workload is set, and changes it there: plain manifests, kustomize, Helm values.

What is set in an overlay counts more than what is set below it, so it is changed where it has its effect.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any

from firstmate.adapters.git import Tree
from firstmate.adapters.yaml_edit import Document, EditError, Where, documents, replaced
from firstmate.services.actions.sources import Source

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
SUFFIXES = (".yaml", ".yml")
POD = ("spec", "template", "spec")
WORKLOADS: Mapping[str, Where] = {
    "Deployment": POD,
    "StatefulSet": POD,
    "DaemonSet": POD,
    "ReplicaSet": POD,
    "Job": POD,
    "Rollout": POD,
    "CronJob": ("spec", "jobTemplate", *POD),
    "Pod": ("spec",),
}
"""Kind -> where its pods' spec is."""
OF_THE_OBJECT = ("apiVersion", "kind", "metadata", "spec", "data", "stringData", "type")
MOST_FILES = 2000
DEEPEST = 12
QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti|)")
SMALLER = {"Ti": ("Gi", 1024), "Gi": ("Mi", 1024), "Mi": ("Ki", 1024), "Ki": ("", 1024), "": ("m", 1000),
           "T": ("G", 1000), "G": ("M", 1000), "M": ("k", 1000), "k": ("", 1000)}  # fmt: skip
TIMES = re.compile(r"x([0-9]{1,4}(?:\.[0-9]{1,4})?)")
MORE = re.compile(r"[+-][0-9]{1,6}")
RESOURCES = ("cpu", "memory", "storage", "ephemeral-storage")


@dataclass(frozen=True)
class Wanted:
    """What is to be changed: `set` maps `dotted.key` to a value, of the workload or, after `spec.`, of its object."""

    set: Mapping[str, Any]
    workload: str = ""
    container: str = ""


@dataclass(frozen=True)
class Place:
    """A value's place: a file, the number of the document in it, the way to it."""

    file: str
    document: int
    where: Where


@dataclass
class Edits:
    """Files of a tree as they will be; those that have changed so far."""

    tree: Tree
    changed: dict[str, str] = field(default_factory=dict)

    def text(self, file: str) -> str:
        text = self.changed.get(file)
        text = self.tree.text(file) if text is None else text
        if text is None:
            raise EditError(f"there is no file {file} in the repository")
        return text

    def documents(self, file: str) -> list[Document]:
        return documents(file, self.text(file))

    def has(self, file: str) -> bool:
        return file in self.changed or self.tree.text(file) is not None

    def put(self, place: Place, value: object) -> None:
        document = self.documents(place.file)[place.document]
        self.changed[place.file] = replaced(document, place.where, computed(document.get(*place.where), value, place))

    def replace(self, file: str, text: str) -> None:
        """A whole file, which has to be YAML where its name says so."""
        if file.endswith(SUFFIXES):
            documents(file, text)
        self.changed[file] = text


def edited(tree: Tree, source: Source, wanted: Wanted) -> dict[str, str]:
    """The files that change, with their new text. Raises EditError."""
    edits = Edits(tree)
    for key, value in wanted.set.items():
        _set(edits, source, wanted, key, value)
    return edits.changed


def written(tree: Tree, files: Mapping[str, str]) -> dict[str, str]:
    """Whole files, whose names hold nothing hidden: no program of a forge or of git is changed this way."""
    edits = Edits(tree)
    for file, text in files.items():
        tree.path(file)
        if any(part.startswith(".") for part in file.split("/")):
            raise EditError(f"{file} is hidden: what a forge or git runs or heeds is not changed here")
        edits.replace(file, text)
    return edits.changed


def _set(edits: Edits, source: Source, wanted: Wanted, key: str, value: object) -> None:
    if key in source.sets:
        raise EditError(f"`{key}` is set by Application {source.app} itself, over all files: change it there")
    parts = tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", key))
    if "" in parts:
        raise EditError(f"`{key}` is no key: parts stand between dots")
    kind = kind_of(edits, source.path, source.values)
    if kind == "helm":
        _set_value(edits, source, parts, value)
    elif kind == "kustomize":
        _set_in_overlay(edits, source, wanted, kustomization_in(edits, source.path), parts, value)
    else:
        edits.put(_in_manifests(edits, plain_files(edits, source), source, wanted, parts), value)


def kind_of(edits: Edits, folder: str, values: Sequence[str] = ()) -> str:
    """How the manifests of a folder are made: helm, kustomize or plain."""
    if values or edits.has(_join(folder, "Chart.yaml")):
        return "helm"
    return "kustomize" if kustomization_in(edits, folder) else "plain"


# ---- Helm ----------------------------------------------------------------------------------------------------------


def _set_value(edits: Edits, source: Source, parts: Where, value: object) -> None:
    """In the last file that says something about the key: it is the one that counts."""
    default = _join(source.path, "values.yaml")
    files = [file for file in (default, *source.values) if edits.has(file)]
    if not files:
        raise EditError(f"there is no file of values for {source.app or source.path}")
    for file in reversed(files):
        known = next(iter(edits.documents(file)), None)
        for where, said in _as_values(known, parts, value) if known else ():
            edits.put(Place(file if file != default or len(files) == 1 else files[-1], 0, where), said)
        if known and (known.has(*parts) or (parts == ("replicas",) and known.has("replicaCount"))):
            return
    found = edits.documents(files[-1])
    near = difflib.get_close_matches(parts[0], list(found[0].get() or {}) if found else [], n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    raise EditError(f"{', '.join(files)}: nothing says `{'.'.join(parts)}` there{hint}")


def _as_values(known: Document, parts: Where, value: object) -> Iterator[tuple[Where, object]]:
    """A key as charts name it: `replicas` as replicaCount, `image` as a repository and a tag."""
    if parts == ("replicas",) and known.has("replicaCount"):
        yield ("replicaCount",), value
    elif isinstance(known.get(*parts), dict) and isinstance(value, str) and known.has(*parts, "repository"):
        name, tag, digest = image_parts(value)
        if digest:
            raise EditError(f"`{'.'.join(parts)}` has a repository and a tag: an image by its digest is not set there")
        registry = known.get(*parts, "registry")
        yield (*parts, "repository"), name.removeprefix(f"{registry}/") if registry else name
        if tag:
            yield (*parts, "tag"), tag
    elif known.has(*parts):
        yield parts, value


# ---- kustomize -----------------------------------------------------------------------------------------------------


def kustomization_in(edits: Edits, folder: str) -> str:
    """The kustomization file of a folder; "" where there is none."""
    return next((file for name in KUSTOMIZATIONS if edits.has(file := _join(folder, name))), "")


def _set_in_overlay(
    edits: Edits, source: Source, wanted: Wanted, kustomization: str, parts: Where, value: object
) -> None:
    chain = list(_chain(edits, kustomization))
    below = _in_manifests(edits, _resources(edits, chain), source, wanted, parts)
    name = edits.documents(below.file)[below.document].get("metadata", "name")
    if below.where[-1] == "image":
        image = str(edits.documents(below.file)[below.document].get(*below.where) or "")
        if place := _entry(edits, chain, "images", image_parts(image)[0]):
            _set_image(edits, place, str(value))
            return
    if below.where == ("spec", "replicas") and (place := _entry(edits, chain, "replicas", str(name))):
        edits.put(Place(place.file, 0, (*place.where, "count")), value)
        return
    edits.put(_in_patches(edits, chain, below) or below, value)


def _chain(edits: Edits, kustomization: str, depth: int = 0) -> Iterator[str]:
    """The kustomization and those that it builds on, the outermost first; what comes by an address is not there."""
    if depth > DEEPEST:
        raise EditError(f"{kustomization}: kustomizations build on each other without an end")
    yield kustomization
    for entry in _listed(edits, kustomization, "resources", "bases", "components"):
        inner = kustomization_in(edits, _join(posixpath.dirname(kustomization), entry))
        if inner and not entry.endswith(SUFFIXES):
            yield from _chain(edits, inner, depth + 1)


def _resources(edits: Edits, chain: list[str]) -> list[str]:
    files = []
    for kustomization in chain:
        folder = posixpath.dirname(kustomization)
        listed = _listed(edits, kustomization, "resources", "bases")
        files += [_join(folder, entry) for entry in listed if entry.endswith(SUFFIXES) and "://" not in entry]
    return [file for file in dict.fromkeys(files) if edits.has(file)]


def _listed(edits: Edits, kustomization: str, *keys: str) -> list[str]:
    found = edits.documents(kustomization)
    listed = [entry for key in keys for entry in (found[0].get(key) if found else None) or ()]
    return [entry for entry in listed if isinstance(entry, str) and "://" not in entry and "?" not in entry]


def _entry(edits: Edits, chain: list[str], key: str, name: str) -> Place | None:
    """The entry of a name in `images:` or `replicas:` of the outermost kustomization that has one."""
    for kustomization in chain:
        for document in edits.documents(kustomization)[:1]:
            for number, entry in enumerate(document.get(key) or ()):
                if isinstance(entry, dict) and entry.get("name") == name:
                    return Place(kustomization, 0, (key, str(number)))
    return None


def _set_image(edits: Edits, place: Place, image: str) -> None:
    entry = edits.documents(place.file)[0].get(*place.where)
    name, tag, digest = image_parts(image)
    if bool(digest) != ("digest" in entry) or not (tag or digest):
        have = "a digest" if "digest" in entry else "a tag"
        raise EditError(f"{place.file} has {have} for {entry['name']}: give the image with one, or change the file")
    if name != entry.get("newName", entry["name"]):
        edits.put(Place(place.file, 0, (*place.where, "newName")), name)
    if tag:
        edits.put(Place(place.file, 0, (*place.where, "newTag")), tag)
    if digest:
        edits.put(Place(place.file, 0, (*place.where, "digest")), digest)


def _in_patches(edits: Edits, chain: list[str], below: Place) -> Place | None:
    """The same value in a patch, which wins over what it patches; the outermost patch that has it."""
    target = edits.documents(below.file)[below.document]
    meant = (target.get("kind"), target.get("metadata", "name"))
    for kustomization in chain:
        for file in _patch_files(edits, kustomization, below.where):
            for number, document in enumerate(edits.documents(file)):
                same = (document.get("kind"), document.get("metadata", "name")) == meant
                if same and document.has(*below.where):
                    return Place(file, number, below.where)
    return None


def _patch_files(edits: Edits, kustomization: str, where: Where) -> Iterator[str]:
    """Files of patches. A patch inside of the kustomization that may say the same is not guessed about."""
    folder = posixpath.dirname(kustomization)
    found = edits.documents(kustomization)
    entries = [e for key in ("patches", "patchesStrategicMerge") for e in (found[0].get(key) if found else None) or ()]
    for entry in entries:
        path = entry.get("path") if isinstance(entry, dict) else entry
        inline = entry.get("patch") if isinstance(entry, dict) else None
        if (inline and where[-1] in inline) or (isinstance(path, str) and "\n" in path and where[-1] in path):
            raise EditError(f"{kustomization} has a patch that may set `{where[-1]}`: give the file whole, by `files`")
        if isinstance(path, str) and "\n" not in path and edits.has(_join(folder, path)):
            yield _join(folder, path)


# ---- plain manifests -----------------------------------------------------------------------------------------------


def plain_files(edits: Edits, source: Source) -> list[str]:
    """The YAML files of the folder, as Argo CD takes them: those below it only where it is told to."""
    folder = edits.tree.path(source.path) if source.path else edits.tree.folder
    found = folder.rglob("*") if source.recurse else folder.glob("*")
    files = [
        file.relative_to(edits.tree.folder).as_posix()
        for file in sorted(found)
        if file.suffix in SUFFIXES and file.is_file() and not file.is_symlink()
    ]
    if len(files) > MOST_FILES:
        raise EditError(f"{source.path or 'the repository'} has more than {MOST_FILES} files: give `path`")
    return files


def _in_manifests(edits: Edits, files: list[str], source: Source, wanted: Wanted, parts: Where) -> Place:
    """Where the value of the workload is, in the manifest that describes it."""
    name = wanted.workload or source.app.rpartition("/")[2]
    all_of_them = [
        (file, number, document)
        for file in files
        for number, document in enumerate(edits.documents(file))
        if document.get("kind") in WORKLOADS
    ]
    found = [one for one in all_of_them if one[2].get("metadata", "name") == name]
    if not found and len(all_of_them) == 1 and not wanted.workload:
        found = all_of_them
    if len(found) != 1:
        there = ", ".join(
            f"{d.get('kind')} {d.get('metadata', 'name')} ({file})" for file, _, d in found or all_of_them
        )
        raise EditError(
            f"one workload {name or '(name it)'} is wanted in {source.path or '/'}; there is {there or 'none'}"
        )
    file, number, document = found[0]
    if f"replicas of {name}" in source.sets and parts in (("replicas",), ("spec", "replicas")):
        raise EditError(f"the replicas of {name} are set by Application {source.app} itself: change it there")
    return Place(file, number, _absolute(document, wanted, parts))


def _absolute(document: Document, wanted: Wanted, parts: Where) -> Where:
    """A key of the object, or of the workload's container."""
    if parts[0] in OF_THE_OBJECT:
        return parts
    if parts == ("replicas",):
        return ("spec", "replicas")
    containers = (*WORKLOADS[str(document.get("kind"))], "containers")
    names = [str(one.get("name")) for one in document.get(*containers) or () if isinstance(one, dict)]
    name = document.get("metadata", "name")
    chosen = wanted.container or (names[0] if len(names) == 1 else str(name))
    if chosen not in names:
        raise EditError(f"{name} has the containers {', '.join(names) or '(none)'}: name one as `container`")
    return (*containers, chosen, *parts)


# ---- values --------------------------------------------------------------------------------------------------------


def computed(old: object, value: object, place: Place) -> object:
    """What is written: the value itself, or what `x1.5` and `+1` make of the old one. A number stays a number."""
    shown = f"`{'.'.join(place.where)}` in {place.file}"
    is_number = isinstance(old, int) and not isinstance(old, bool)
    if isinstance(value, str) and (times := TIMES.fullmatch(value)):
        factor = Decimal(times[1])
        if place.where[-1] in RESOURCES and (quantity := QUANTITY.fullmatch(str(old))):
            return _whole(Decimal(quantity[1]) * factor, quantity[2])
        if is_number:
            return int((Decimal(str(old)) * factor).to_integral_value(ROUND_CEILING))
        raise EditError(f"{shown} is {old!r}: that cannot be multiplied")
    if isinstance(value, str) and is_number and MORE.fullmatch(value):
        return int(str(old)) + int(value)
    if isinstance(value, str) and is_number and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return value


def _whole(number: Decimal, unit: str) -> str | int:
    """A quantity without a fraction, in a smaller unit where that takes one; rounded up where there is no smaller."""
    while number != number.to_integral_value() and unit in SMALLER:
        smaller, times = SMALLER[unit]
        number, unit = number * times, smaller
    amount = int(number.to_integral_value(ROUND_CEILING))
    return f"{amount}{unit}" if unit else amount


def image_parts(image: str) -> tuple[str, str, str]:
    """`registry:5000/name:tag@digest` → name with its registry, tag, digest."""
    rest, _, digest = image.partition("@")
    folder, slash, last = rest.rpartition("/")
    name, _, tag = last.partition(":")
    return f"{folder}{slash}{name}", tag, digest


def _join(folder: str, name: str) -> str:
    """A path from the root of the repository; one that leads out of it stays visible as such."""
    return posixpath.normpath(posixpath.join(folder, name)) if folder else posixpath.normpath(name)
