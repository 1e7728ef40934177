"""Approvals: for one exact act, decided once, used once, by a person who proves it."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from firstmate.adapters.approval_store import FILE, ApprovalStore
from firstmate.approvals import LASTS, Request, State, binding
from firstmate.errors import RefusedError, UnknownError, UsageError
from firstmate.guard.log import Anchor

REQUEST = Request(
    "Bash", {"command": "kubectl delete pvc data"}, "home shop/pvc/data", "home https://192.0.2.1", "/srv",
    {"/srv/a.yaml": "0" * 64}, "bob", "risky", "kubectl.delete.pvc", ("loses data",),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> ApprovalStore:
    """An empty one."""
    return ApprovalStore(str(tmp_path))


def test_an_approval_is_used_once(store):
    """The second time there is none."""
    asked = store.ask(REQUEST, 100)
    decided = store.decide(asked.id, True, "alice", (), 101)

    assert decided.state(101) is State.APPROVED and decided.by == "alice"
    assert store.use(REQUEST, 102) and store.use(REQUEST, 103) is None
    assert store.get(asked.id).state(103) is State.USED


@pytest.mark.parametrize(
    "other",
    [
        {"operation": "Write"},
        {"arguments": {"command": "kubectl delete pvc data "}},
        {"arguments": {"command": "kubectl delete pvc data", "timeout": 3}},
        {"target": "home shop/pvc/data2"},
        {"cluster": "work"},
        {"cwd": "/"},
        {"files": {"/srv/a.yaml": "1" * 64}},
        {"files": {"/srv/b.yaml": "0" * 64}},
        {"files": {}},
    ],
)
def test_an_approval_is_for_nothing_else(store, other):
    """One more blank, another cluster, one more byte in a file: it has to be asked again."""
    store.decide(store.ask(REQUEST, 100).id, True, "alice", (), 101)

    assert store.use(REQUEST._replace(**other), 102) is None and store.use(REQUEST, 102)


def test_who_asks_and_why_does_not_matter(store):
    """The same act is the same act, whatever is said about it."""
    assert binding(REQUEST._replace(proposer="x", reasons=(), tier="", rule="", safer="y")) == binding(REQUEST)


def test_what_waits_is_not_asked_twice(store):
    """A retry finds the request that is there; after its decision a new one is made."""
    first = store.ask(REQUEST, 100)

    assert store.ask(REQUEST, 101).id == first.id
    store.decide(first.id, False, "alice", (), 102)
    assert store.ask(REQUEST, 103).id != first.id


def test_what_was_denied_does_not_run(store):
    """And is not decided again."""
    asked = store.ask(REQUEST, 100)
    store.decide(asked.id, False, "alice", (), 101)

    assert store.use(REQUEST, 102) is None
    with pytest.raises(RefusedError, match="denied already"):
        store.decide(asked.id, True, "carol", (), 103)


def test_it_runs_out(store):
    """Neither decided nor used later."""
    late, used_late = store.ask(REQUEST, 100), store.ask(REQUEST._replace(cwd="/x"), 100)
    store.decide(used_late.id, True, "alice", (), 101)

    with pytest.raises(RefusedError, match="expired"):
        store.decide(late.id, True, "alice", (), 100 + LASTS)
    assert store.use(REQUEST._replace(cwd="/x"), 100 + LASTS) is None


def test_nobody_approves_what_he_proposed_where_somebody_else_could(store):
    """Where he is alone, he does."""
    asked = store.ask(REQUEST, 100)
    store.set_passphrase("bob", "correct horse")
    store.set_passphrase("alice", "battery staple")

    with pytest.raises(RefusedError, match="somebody else"):
        store.decide(asked.id, True, "bob", (), 101)
    assert store.decide(asked.id, True, "alice", (), 102).approved


def test_a_person_alone_approves_his_own(store):
    """A homelab has one operator."""
    store.set_passphrase("bob", "correct horse")

    assert store.decide(store.ask(REQUEST, 100).id, True, "bob", (), 101).approved


def test_orders_name_the_approvers(store):
    """Nobody else decides."""
    with pytest.raises(RefusedError, match="standing orders"):
        store.decide(store.ask(REQUEST, 100).id, True, "mallory", ("alice",), 101)


def test_a_passphrase_is_proven(store):
    """The right one passes; a wrong one and an unknown person do not."""
    store.set_passphrase("alice", "correct horse")
    store.prove("alice", "correct horse", 100)

    with pytest.raises(RefusedError, match="not the passphrase"):
        store.prove("alice", "correct horses", 101)
    with pytest.raises(RefusedError, match="no passphrase"):
        store.prove("bob", "correct horse", 101)


def test_guesses_are_limited(store):
    """After five wrong ones not even the right one is heard, until some time has passed."""
    store.set_passphrase("alice", "correct horse")
    for number in range(5):
        with pytest.raises(RefusedError, match="not the passphrase"):
            store.prove("alice", f"guess {number}", 100)

    with pytest.raises(RefusedError, match="Too many"):
        store.prove("alice", "correct horse", 101)
    store.prove("alice", "correct horse", 131)
    with pytest.raises(RefusedError, match="not the passphrase"):
        store.prove("alice", "guess", 132)


def test_no_passphrase_and_no_secret_is_in_the_file(store, tmp_path):
    """It holds hashes; only its owner reads it."""
    store.set_passphrase("alice", "correct horse battery")
    store.ask(REQUEST._replace(arguments={"command": "x --password hunter2", "a": [{"b": "TOKEN=hunter2"}]}), 100)
    files = list(tmp_path.iterdir())

    assert all(b"hunter2" not in file.read_bytes() and b"correct horse" not in file.read_bytes() for file in files)
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def decide_all(folder: str, results: multiprocessing.Queue[int]) -> None:
    """25 approvers, each of whom tries every request."""

    def one(approver: int) -> int:
        store, done = ApprovalStore(folder), 0
        for number in range(1, 201):
            try:
                store.decide(number, approver % 2 == 0, f"approver-{approver}", (), 101)
                done += 1
            except RefusedError:
                pass
        return done

    with ThreadPoolExecutor(25) as pool:
        results.put(sum(pool.map(one, range(25))))


def test_each_is_decided_exactly_once(store, tmp_path):
    """50 approvers in two processes, 200 requests, 10,000 attempts: 200 decisions."""
    for number in range(200):
        store.ask(REQUEST._replace(cwd=str(number)), 100)
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=decide_all, args=(str(tmp_path), results)) for _ in range(2)]
    for process in processes:
        process.start()
    decided = sum(results.get(timeout=240) for _ in processes)
    for process in processes:
        process.join()

    assert decided == 200 and all(approval.decided == 101 for approval in store.all())


def use_all(folder: str, results: multiprocessing.Queue[int]) -> None:
    store = ApprovalStore(folder)
    results.put(sum(store.use(REQUEST._replace(cwd=str(number)), 102) is not None for number in range(50)))


def test_each_is_used_exactly_once(store, tmp_path):
    """Four processes at once run 50 approved acts: 50 times in all."""
    for number in range(50):
        store.decide(store.ask(REQUEST._replace(cwd=str(number)), 100).id, True, "alice", (), 101)
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=use_all, args=(str(tmp_path), results)) for _ in range(4)]
    for process in processes:
        process.start()

    assert sum(results.get(timeout=60) for _ in processes) == 50
    for process in processes:
        process.join()


def test_a_request_that_is_not_there(store):
    """The next step is told."""
    with pytest.raises(UsageError, match="no request 7"):
        store.get(7)


def test_a_file_that_is_no_database(tmp_path):
    """One sentence; nothing is approved by it."""
    (tmp_path / FILE).write_bytes(b"nonsense" * 1000)

    with pytest.raises(UnknownError, match=FILE):
        ApprovalStore(str(tmp_path)).use(REQUEST, 1)


def test_where_the_log_stood_is_remembered(store):
    """The first word counts: it is not written over."""
    store.remember(Anchor(3, "a"))
    store.remember(Anchor(3, "b"))

    assert store.anchors() == [Anchor(3, "a")]


def test_processes_that_come_first_at_once_find_one_database(tmp_path):
    """Eight of them make it together, ten times: each of their requests is there."""
    context = multiprocessing.get_context("fork")
    for number in range(10):
        folder = str(tmp_path / str(number))
        processes = [
            context.Process(target=ApprovalStore(folder).ask, args=(REQUEST._replace(cwd=str(who)), 100))
            for who in range(8)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()

        assert [process.exitcode for process in processes] == [0] * 8 and len(ApprovalStore(folder).all()) == 8
