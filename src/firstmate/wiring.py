"""Settings and adapters, made once: flag > environment > file > default. Clock and environment are read here."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstmate.adapters import freeze_file, log_file
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.adapters.cluster import Cluster, Target
from firstmate.adapters.orders_sidecar import Files
from firstmate.answers import Answers
from firstmate.errors import UsageError
from firstmate.guard.orders import Orders
from firstmate.guard.values import Known, Question
from firstmate.services.doctor import Patient
from firstmate.sites.values import Site

if TYPE_CHECKING:
    from firstmate.adapters.site_file import SiteFile

PRACTICE_CONTEXT = "practice"
IN_CLUSTER_TOKEN = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")


@dataclass(frozen=True)
class Folders:
    """Where Firstmate keeps its files, by the XDG base directory specification."""

    config: Path
    data: Path
    state: Path

    @property
    def practice(self) -> Path:
        return self.state / "practice"


def now() -> datetime:
    """The wall clock: handed down from here as an argument."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads it


def clock() -> float:
    """Seconds since 1970."""
    return now().timestamp()


def folders() -> Folders:
    """~/.config/firstmate and its siblings."""
    home = Path.home()
    return Folders(
        _folder("XDG_CONFIG_HOME", home / ".config"),
        _folder("XDG_DATA_HOME", home / ".local/share"),
        _folder("XDG_STATE_HOME", home / ".local/state"),
    )


def _folder(variable: str, default: Path) -> Path:
    return Path(environment(variable) or default) / "firstmate"


def environment(name: str) -> str:
    """A variable; empty where there is none."""
    return os.environ.get(name, "")  # noqa: TID251 - the one place that reads it


def orders_files() -> Files:
    """The standing orders: as a person writes them, and as they were checked."""
    where = folders()
    return Files(str(where.config / "standing-orders.yaml"), str(where.state / "orders.json"))


def shipped(name: str) -> Path:
    """A folder of the bundle: in the package when it is installed, in the checkout when it is worked on."""
    package = Path(__file__).parent
    installed, worked_on = package / "shipped" / name, package.parents[1] / name
    return worked_on if worked_on.is_dir() and not installed.is_dir() else installed


def workflow_folders() -> tuple[Path, ...]:
    """Where workflows are: the user's own first."""
    return (folders().config / "workflows", shipped("workflows"))


def claude_folder() -> Path:
    """Where Claude Code keeps what is the user's."""
    return Path(environment("CLAUDE_CONFIG_DIR") or Path.home() / ".claude")


def agent_folders() -> tuple[Path, ...]:
    """Where agents are: those that ship, and the user's own."""
    return (shipped("agents"), claude_folder() / "agents")


def knowledge_folders() -> tuple[Path, ...]:
    """Where knowledge pages are: the user's own first, which lie beside the site file."""
    return (site_path().parent / "knowledge", shipped("knowledge"))


def approvals() -> ApprovalStore:
    """Where approvals are kept."""
    return ApprovalStore(str(folders().state))


def site_path(path: str = "") -> Path:
    """The site file that is meant: the one that is named, else FIRSTMATE_SITE, else the one in the config folder."""
    return Path(path or environment("FIRSTMATE_SITE") or folders().config / "site.yaml")


def existing_site_path(path: str = "") -> Path:
    """The same, for a verb that cannot do without. Raises UsageError when there is no such file."""
    meant = site_path(path)
    if not meant.exists():
        raise UsageError(f"There is no site file {meant}.", hint="`firstmate init` writes one")
    return meant


def is_in_force(path: str) -> bool:
    """Whether the file is the one that is meant where none is named."""
    return not path or Path(path).absolute() == site_path().absolute()


def site_file(path: str = "") -> SiteFile:
    """The site file, for a verb that cannot do without. Raises UsageError."""
    from firstmate.adapters.site_file import load  # noqa: PLC0415 - a status without a site has no time for it

    return load(existing_site_path(path))


def site(path: str = "") -> Site:
    """The site that is meant; an empty one where none was named and there is no file."""
    is_named = path or environment("FIRSTMATE_SITE")
    return site_file(path).site if is_named or site_path().exists() else Site()


def target(kubeconfig: str = "", context: str = "") -> Target:
    """The cluster that is meant. Raises UsageError with the next step when there is none."""
    if context == PRACTICE_CONTEXT and not kubeconfig:
        return _practice_target()
    chosen = kubeconfig or environment("KUBECONFIG")
    if chosen:
        return Target(chosen, context)
    default = Path.home() / ".kube" / "config"
    if default.exists():
        return Target(str(default), context)
    if IN_CLUSTER_TOKEN.exists():
        return Target("", context)
    raise UsageError(
        f"There is no kubeconfig: neither --kubeconfig, nor $KUBECONFIG, nor {default}.",
        hint="point to one, or try the practice cluster: `firstmate practice start oom`, "
        "then `firstmate status --context practice`",
    )


def _practice_target() -> Target:
    kubeconfig = folders().practice / "kubeconfig"
    if not kubeconfig.exists():
        raise UsageError("The practice cluster is not running.", hint="start it: `firstmate practice start oom`")
    return Target(str(kubeconfig), PRACTICE_CONTEXT)


def cluster(kubeconfig: str = "", context: str = "", timeout: float = 10.0) -> Cluster:
    """The API server of the cluster that is meant."""
    return Cluster(target(kubeconfig, context), timeout)


def known(orders: Orders) -> Known:
    """What the guard is told about the process that asks it."""
    here = datetime.now().astimezone()  # noqa: TID251 - the one place that reads it
    state, moment = str(folders().state), here.timestamp()
    return Known(
        cwd=os.getcwd(),
        home=str(Path.home()),
        env=dict(os.environ),  # noqa: TID251 - the one place that reads it
        orders=orders,
        frozen=freeze_file.reason(freeze_file.frozen(state, moment)),
        clock=f"{here:%H:%M}",
        automatic=log_file.recent(state, moment),
    )


def current_context(kubeconfig: str) -> str:
    """The context that is current in the files; empty when that cannot be told."""
    known = answers(cluster=False)(Question("kubeconfig", kubeconfig))
    return str((known or {}).get("current", ""))


def answers(cluster: bool = True, kubeconfig: str = "") -> Callable[[Question], Any]:
    """Finds out what the guard has to know; without `cluster`, nothing that a server would have to tell."""
    default = kubeconfig or environment("KUBECONFIG") or str(Path.home() / ".kube" / "config")
    return Answers(str(folders().state), default, cluster)


def patient() -> Patient:
    """What `firstmate doctor` looks at."""
    env = dict(os.environ)  # noqa: TID251 - the one place that reads it
    return Patient(claude_folder(), folders().data, orders_files(), env, Path.cwd())
