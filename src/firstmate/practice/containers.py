"""One container's life on a node: pull, start, probe, die, back off. What the kubelet does, a step at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from firstmate.facts.quantity import parse
from firstmate.practice import events, inside, probing
from firstmate.practice.objects import Object, dig, name_of, namespace_of, since, stamp, uid_of
from firstmate.practice.reality import Crash, Program, split_image
from firstmate.practice.world import World

PULL_SECONDS = 2
BACK_OFF = (10, 20, 40, 80, 160, 300)
RETRY_CONFIG_SECONDS = 10
OUT_OF_MEMORY = Crash(137, (), after=0)


@dataclass(frozen=True)
class Run:
    """A container of a pod on a node, at one moment."""

    world: World
    pod: Object
    container: Object
    init: bool = False

    @property
    def program(self) -> Program:
        return self.world.reality.program(self.container["image"])

    @property
    def name(self) -> str:
        return str(self.container["name"])

    def record(self, reason: str, message: str, *, warning: bool = False) -> None:
        part = "initContainers" if self.init else "containers"
        events.record(
            self.world,
            self.pod,
            reason,
            message,
            component="kubelet",
            warning=warning,
            host=self.pod["spec"]["nodeName"],
            field_path=f"spec.{part}{{{self.name}}}",
        )


def step(run: Run, status: Object) -> Object:
    """The container's status a moment later."""
    state = status.get("state", {})
    if "running" in state:
        return _running(run, status)
    if ended := state.get("terminated"):
        return _ended(run, status, ended)
    return _waiting(run, status)


def fresh(container: Object) -> Object:
    """The status of a container that was not yet looked at."""
    return {
        "name": container["name"],
        "image": container["image"],
        "imageID": "",
        "ready": False,
        "restartCount": 0,
        "started": False,
        "state": {"waiting": {"reason": "ContainerCreating"}},
        "lastState": {},
    }


def _wait(status: Object, reason: str, message: str) -> Object:
    waiting = {"reason": reason, "message": message}
    return {**status, "ready": False, "started": False, "state": {"waiting": waiting}}


# ---- before it runs ------------------------------------------------------------------------------------------------


def _waiting(run: Run, status: Object) -> Object:
    status = {**status, "image": run.container["image"]}
    if _backing_off(run, status):
        return status
    if not run.world.reality.exists(run.container["image"]):
        return _cannot_pull(run, status)
    try:
        inside.look(run.world, run.pod, run.container)
    except inside.AbsentError as missing:
        return _cannot_create(run, status, str(missing))
    return _start(run, status)


def _backing_off(run: Run, status: Object) -> bool:
    """CrashLoopBackOff lasts until the delay since the last end is over."""
    if dig(status, "state.waiting.reason") != "CrashLoopBackOff":
        return False
    ended = dig(status, "lastState.terminated.finishedAt")
    return since(ended, run.world.now) < timedelta(seconds=delay(status["restartCount"]))


def delay(restarts: int) -> int:
    """Seconds that the kubelet waits before it starts a container again; not at all the first time."""
    return BACK_OFF[min(restarts - 1, len(BACK_OFF) - 1)] if restarts else 0


def _cannot_pull(run: Run, status: Object) -> Object:
    image = run.container["image"]
    reference = image if image.count("/") > 1 or "." in image.split("/")[0] else f"docker.io/{_library(image)}"
    failed = f'failed to pull and unpack image "{reference}": failed to resolve reference "{reference}"'
    told = f"rpc error: code = NotFound desc = {failed}: {reference}: not found"
    if dig(status, "state.waiting.reason") == "ErrImagePull":
        run.record("BackOff", f'Back-off pulling image "{image}"')
        run.record("Failed", "Error: ImagePullBackOff", warning=True)
        return _wait(status, "ImagePullBackOff", f'Back-off pulling image "{image}": ErrImagePull: {told}')
    last = events.last_seen(run.world, run.pod, "Pulling")
    if last is not None and last < timedelta(seconds=delay(3)):
        return status
    run.record("Pulling", f'Pulling image "{image}"')
    run.record("Failed", f'Failed to pull image "{image}": {told}', warning=True)
    run.record("Failed", "Error: ErrImagePull", warning=True)
    return _wait(status, "ErrImagePull", told)


def _library(image: str) -> str:
    repository, tag = split_image(image)
    return f"{repository if '/' in repository else f'library/{repository}'}:{tag}"


def _cannot_create(run: Run, status: Object, told: str) -> Object:
    last = events.last_seen(run.world, run.pod, "Failed")
    if last is None or last >= timedelta(seconds=RETRY_CONFIG_SECONDS):
        run.record("Failed", f"Error: {told}", warning=True)
    return _wait(status, "CreateContainerConfigError", told)


def _start(run: Run, status: Object) -> Object:
    image = run.container["image"]
    if status["imageID"]:
        run.record("Pulled", f'Container image "{image}" already present on machine')
    else:
        run.record("Pulling", f'Pulling image "{image}"')
        took = f"{PULL_SECONDS}.214s ({PULL_SECONDS}.214s including waiting)"
        run.record("Pulled", f'Successfully pulled image "{image}" in {took}. Image size: 48261632 bytes.')
    run.record("Created", f"Created container: {run.name}")
    run.record("Started", f"Started container {run.name}")
    again = bool(status["lastState"])
    return {
        **status,
        "image": image,
        "imageID": f"{split_image(image)[0]}@sha256:{_digest(image)}",
        "containerID": f"containerd://{_digest(uid_of(run.pod) + run.name + str(status['restartCount']))}",
        "restartCount": status["restartCount"] + 1 if again else 0,
        "started": True,
        "ready": False,
        "state": {"running": {"startedAt": stamp(run.world.now)}},
    }


def _digest(text: str) -> str:
    return f"{hash_of(text):064x}"


def hash_of(text: str) -> int:
    """A number from a text: the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


# ---- while it runs -------------------------------------------------------------------------------------------------


def _running(run: Run, status: Object) -> Object:
    ran = since(status["state"]["running"]["startedAt"], run.world.now)
    crash = fate(run)
    if crash is not None and ran >= timedelta(seconds=crash.after):
        return _terminated(run, status, crash)
    if run.program.lasts is not None and ran >= timedelta(seconds=run.program.lasts):
        return _terminated(run, status, Crash(0, ()))
    if image_changed(run, status):
        run.record("Killing", f"Container {run.name} definition changed, will be restarted")
        return _terminated(run, status, Crash(143, ()))
    return _probed(run, status, ran)


def image_changed(run: Run, status: Object) -> bool:
    return bool(status["image"] != run.container["image"])


def fate(run: Run) -> Crash | None:
    """How the program ends in this container; None when it does not."""
    limit = parse(dig(run.container, "resources.limits.memory", "inf"))
    if limit is not None and run.program.memory > limit:
        return Crash(OUT_OF_MEMORY.exit_code, (), after=run.program.startup)
    if run.program.check is None:
        return None
    try:
        return run.program.check(inside.look(run.world, run.pod, run.container))
    except inside.AbsentError:
        return None  # what is taken away while it runs is missed at the next start


def _terminated(run: Run, status: Object, crash: Crash) -> Object:
    killed = crash.exit_code == OUT_OF_MEMORY.exit_code and not crash.words
    ended = {
        "exitCode": crash.exit_code,
        "reason": "OOMKilled" if killed else "Completed" if crash.exit_code == 0 else "Error",
        "startedAt": status["state"]["running"]["startedAt"],
        "finishedAt": stamp(run.world.now),
        "containerID": status["containerID"],
    }
    return {**status, "ready": False, "started": False, "state": {"terminated": ended}}


def _probed(run: Run, status: Object, ran: timedelta) -> Object:
    if _fails(run, "livenessProbe", ran):
        run.record("Killing", f"Container {run.name} failed liveness probe, will be restarted")
        return _terminated(run, status, Crash(143, ("received SIGTERM",)))
    ready = ran >= timedelta(seconds=run.program.startup) and not _fails(run, "readinessProbe", ran)
    return {**status, "ready": ready}


def _fails(run: Run, kind: str, ran: timedelta) -> bool:
    """Whether the probe fails by now; each failure is told as it comes. Liveness takes its threshold to fail."""
    probe = run.container.get(kind)
    if not probe:
        return False
    began = max(probe.get("initialDelaySeconds", 0), run.program.startup)
    why = probing.failure(probe, run.container, run.program, dig(run.pod, "status.podIP", ""))
    if not why:
        return kind == "readinessProbe" and ran < timedelta(seconds=began)
    last = events.last_seen(run.world, run.pod, "Unhealthy")
    if ran >= timedelta(seconds=began) and (last is None or last >= timedelta(seconds=probe["periodSeconds"])):
        run.record("Unhealthy", f"{kind.removesuffix('Probe').capitalize()} probe failed: {why}", warning=True)
    patience = timedelta(seconds=began + probe["periodSeconds"] * probe["failureThreshold"])
    return kind == "readinessProbe" or ran >= patience


# ---- when it has ended ---------------------------------------------------------------------------------------------


def _ended(run: Run, status: Object, ended: Object) -> Object:
    policy = "OnFailure" if run.init else dig(run.pod, "spec.restartPolicy", "Always")
    if dig(run.pod, "spec.restartPolicy") == "Never" or (policy == "OnFailure" and ended["exitCode"] == 0):
        return status
    status = {**status, "lastState": {"terminated": ended}}
    if not delay(status["restartCount"]):
        return _start(run, status)
    where = f"container={run.name} pod={name_of(run.pod)}_{namespace_of(run.pod)}({uid_of(run.pod)})"
    told = f"back-off {_go_seconds(delay(status['restartCount']))} restarting failed {where}"
    pod = f"{name_of(run.pod)}_{namespace_of(run.pod)}({uid_of(run.pod)})"
    run.record("BackOff", f"Back-off restarting failed container {run.name} in pod {pod}", warning=True)
    return _wait(status, "CrashLoopBackOff", told)


def _go_seconds(seconds: int) -> str:
    """As Go prints a duration: 40s, 1m20s, 5m0s."""
    return f"{seconds // 60}m{seconds % 60}s" if seconds >= 60 else f"{seconds}s"
