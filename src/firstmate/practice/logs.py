"""What containers wrote: the program's lines at each start, and its last words."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstmate.practice import containers
from firstmate.practice.containers import Run
from firstmate.practice.objects import Object, dig, moment_of, name_of
from firstmate.practice.refusals import ApiError, bad_request
from firstmate.practice.request import Reply, Request, plain
from firstmate.practice.world import World

Line = tuple[datetime, str]


def answer(world: World, pod: Object, request: Request) -> Reply:
    """GET pods/NAME/log. Raises ApiError in the kubelet's words."""
    container = _container(pod, request.query.get("container", ""))
    lines = _lines(world, pod, container, previous=request.flag("previous"))
    if "sinceSeconds" in request.query:
        earliest = world.now - timedelta(seconds=int(request.query["sinceSeconds"]))
        lines = [line for line in lines if line[0] >= earliest]
    if "tailLines" in request.query:
        lines = lines[-int(request.query["tailLines"]) :] if int(request.query["tailLines"]) else []
    stamped = request.flag("timestamps")
    return plain("".join(f"{f'{at:%Y-%m-%dT%H:%M:%S.%f}000Z ' if stamped else ''}{text}\n" for at, text in lines))


def _container(pod: Object, asked: str) -> Object:
    every: list[Object] = [*dig(pod, "spec.initContainers", []), *pod["spec"]["containers"]]
    names = [container["name"] for container in pod["spec"]["containers"]]
    if not asked and len(names) > 1:
        told = f"a container name must be specified for pod {name_of(pod)}, choose one of: [{' '.join(names)}]"
        raise bad_request(told)
    found = next((c for c in every if c["name"] == (asked or names[0])), None)
    if found is None:
        raise bad_request(f"container {asked} is not valid for pod {name_of(pod)}")
    return found


def _lines(world: World, pod: Object, container: Object, *, previous: bool) -> list[Line]:
    status = _status(pod, container["name"])
    last = dig(status, "lastState.terminated")
    current = dig(status, "state.running") or dig(status, "state.terminated")
    where = f'container "{container["name"]}" in pod "{name_of(pod)}"'
    if previous and last is None:
        raise bad_request(f"previous terminated {where} not found")
    run = last if previous or current is None else current
    if run is None:
        raise _waiting(pod, status, where)
    return _of_run(Run(world, pod, container), run)


def _status(pod: Object, name: str) -> Object:
    every = [*dig(pod, "status.initContainerStatuses", []), *dig(pod, "status.containerStatuses", [])]
    return next((status for status in every if status["name"] == name), {})


def _waiting(pod: Object, status: Object, where: str) -> ApiError:
    reason = dig(status, "state.waiting.reason", "")
    if not dig(pod, "spec.nodeName"):
        return bad_request(f"{where} is not available: the pod has no node yet")
    told = {"ErrImagePull": "image can't be pulled", "ImagePullBackOff": "trying and failing to pull image"}
    return bad_request(f"{where} is waiting to start: {told.get(reason, reason or 'ContainerCreating')}")


def _of_run(run: Run, state: Object) -> list[Line]:
    """The lines of one run: what the program says when it starts, and its last words when it ended badly."""
    began = moment_of(state["startedAt"])
    assert began is not None, "a run has a start"
    crash = containers.fate(run)
    ended = state.get("exitCode")
    if crash is not None and crash.words:
        words = crash.words
    elif ended == containers.OUT_OF_MEMORY.exit_code:
        words = run.program.log[:-1]
    else:
        words = run.program.log
    return [(began + timedelta(milliseconds=180 * number), text) for number, text in enumerate(words, start=1)]
