"""Changes of manifests by pull requests, over a real git server: proposed once, on a condition, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from firstmate.services.actions.values import ActionError, UncertainError
from tests.services.actions.git_kit import DEPLOYMENT, MEMORY, Yard, yard
from tests.services.actions.kit import refusal

FILE = "apps/web/deployment.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Yard]:
    with yard(tmp_path) as made:
        yield made


# ---- open ----------------------------------------------------------------------------------------------------------


def test_a_repository_is_read_without_touching_it(home: Yard) -> None:
    """Where it stands, and the manifests of the folder."""
    output = home.do("git.open", {"repo": "ops/home", "path": "apps/web"})

    assert output["commit"] == home.bare.tip()
    assert (output["kind"], output["files"], output["subject"]) == ("plain", [FILE], "The beginning")
    assert home.bare.branches() == ["main"]


# ---- propose-change ------------------------------------------------------------------------------------------------


def test_a_change_is_proposed_as_a_pull_request_and_nothing_else_changes(home: Yard) -> None:
    """One value, on a branch of its own; comments and layout stay, and main is what it was."""
    before = home.bare.tip()
    output = home.propose()

    assert home.bare.tip() == before
    assert home.bare.text(FILE, output["branch"]) == DEPLOYMENT.replace("128Mi", "192Mi")
    assert home.bare.message(output["branch"]).strip() == "More memory for web\n\nFirstmate-Run: run/step/1"
    assert home.forge.pulls["ops/home", 1]["title"] == "More memory for web"
    assert (output["pull"], output["paths"], output["commit"]) == (1, [FILE], home.bare.tip(output["branch"]))


def test_a_plan_shows_what_it_would_do_and_does_nothing(home: Yard) -> None:
    """The commands of the same effect, with the very commit, and the difference."""
    call, plan = home.planned("git.propose-change", home.change())

    push, create = plan.commands
    assert push.endswith(f"push --quiet origin {call.facts['commit']}:refs/heads/{call.facts['branch']}")
    assert create.startswith("tea pulls create --head=firstmate/more-memory-for-web-")
    assert "-              memory: 128Mi   # measured in March\n+              memory: 192Mi" in plan.shows
    assert "preflight: not done (there is no cluster here)" in plan.shows
    assert home.bare.branches() == ["main"]
    assert home.forge.pulls == {}


def test_what_was_planned_is_published_to_the_byte(home: Yard) -> None:
    """A person approves a commit by its hash, however long that takes."""
    call, _ = home.planned("git.propose-change", home.change())
    home.bare.commit({"README.md": "Home, sweet home.\n"}, "Meanwhile, elsewhere")

    assert home.again("git.propose-change", call)["commit"] == call.facts["commit"]


def test_what_changed_since_it_was_planned_is_not_written_over(home: Yard) -> None:
    """The same file, on the branch that the change is for."""
    call, _ = home.planned("git.propose-change", home.change())
    home.bare.commit({FILE: DEPLOYMENT.replace("128Mi", "256Mi")}, "Somebody was quicker")

    with pytest.raises(ActionError, match=f"{FILE} changed on main since this was planned"):
        home.again("git.propose-change", call)
    assert home.bare.branches() == ["main"]


def test_an_interrupted_proposal_is_found_again(home: Yard) -> None:
    """Before, there is nothing; after, what there is; between, what lacks is done, and nothing twice."""
    call, plan = home.planned("git.propose-change", home.change())
    assert home.happened("git.propose-change", call) is None

    home.run(plan.commands[0])  # killed between the branch and the pull request
    assert home.happened("git.propose-change", call) is None
    output = home.again("git.propose-change", call)

    assert home.happened("git.propose-change", call) == output
    assert home.again("git.propose-change", call) == output
    assert len(home.forge.pulls) == 1


def test_a_lost_answer_is_not_taken_for_a_no(home: Yard) -> None:
    """The pull request is there although nobody heard of it."""
    call, _ = home.planned("git.propose-change", home.change())
    home.forge.lost = "POST pulls"

    with pytest.raises(UncertainError):
        home.again("git.propose-change", call)
    output = home.happened("git.propose-change", call)
    assert output
    assert output["pull"] == 1


def test_a_pull_request_that_somebody_closed_is_not_opened_again(home: Yard) -> None:
    """A person said no."""
    call, _ = home.planned("git.propose-change", home.change())
    home.again("git.propose-change", call)
    home.forge.pulls["ops/home", 1]["state"] = "closed"

    assert home.happened("git.propose-change", call) is None
    with pytest.raises(ActionError, match="pull request 1 was closed by somebody"):
        home.again("git.propose-change", call)


def test_a_branch_with_other_commits_is_left_alone(home: Yard) -> None:
    """Whoever pushed there, it is theirs."""
    call, _ = home.planned("git.propose-change", home.change())
    theirs = home.bare.commit({"x": "y\n"}, "Theirs", call.facts["branch"], "main")

    with pytest.raises(ActionError, match="holds another commit than the planned one"):
        home.again("git.propose-change", call)
    assert home.bare.tip(call.facts["branch"]) == theirs


def test_attempts_have_branches_of_their_own(home: Yard) -> None:
    """A retry is another change, with another approval."""
    assert home.propose("run/step/1")["branch"] != home.propose("run/step/2")["branch"]


def test_whole_files_are_proposed_too(home: Yard) -> None:
    """Also such as are not there yet."""
    files = {"apps/new/service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: new}\n"}
    output = home.propose(set=MEMORY, files=files)

    assert sorted(output["paths"]) == ["apps/new/service.yaml", FILE]
    assert home.bare.text("apps/new/service.yaml", output["branch"]) == files["apps/new/service.yaml"]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing to change": ({"set": {"replicas": 2}}, "nothing would change"),
    "neither values nor files": ({"set": None}, "give `set`, `files`, or both"),
    "no such key": ({"set": {"sidecar.x": 1}, "container": "side"}, "has the containers web"),
    "no such workload": ({"workload": "nobody"}, "one workload nobody is wanted in apps/web; there is Deployment web"),
    "no such folder": ({"path": "apps/none"}, "there is none"),
    "repo and app": ({"app": "web"}, "either `repo` or `app`"),
    "no such branch": ({"base": "release"}, "git failed on"),
    "no such repository": ({"repo": "ops/none"}, "git failed on"),
    "not a number": ({"set": {"image": "x2"}, "workload": "web"}, None),
    "broken file": ({"files": {"a.yaml": "a: [1"}}, "a.yaml:1: not valid YAML"),
}


@pytest.mark.parametrize(("more", "why"), [pytest.param(*case, id=name) for name, case in BAD.items() if case[1]])
def test_what_does_not_fit_is_refused_with_a_sentence(home: Yard, more: dict[str, Any], why: str) -> None:
    """Before anything is published."""
    arguments = {key: value for key, value in home.change(**more).items() if value is not None}

    assert why in refusal(lambda: home.planned("git.propose-change", arguments))
    assert home.bare.branches() == ["main"]


# ---- an Application's repository -----------------------------------------------------------------------------------


def test_an_application_says_which_repository_and_folder(home: Yard) -> None:
    """The title then says what is changed where."""
    home.application()
    output = home.do("git.propose-change", {"app": "web", "set": MEMORY})

    assert output["paths"] == [FILE]
    assert home.forge.pulls["ops/home", 1]["title"] == "web: resources.limits.memory x1.5"


def test_the_address_that_the_cluster_uses_leads_to_the_forge(home: Yard) -> None:
    """A forge inside of the cluster has another name there."""
    home.application(repoURL="http://gitea.git.svc:3000/ops/home.git")

    assert home.do("git.open", {"app": "web"})["commit"] == home.bare.tip()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ({"targetRevision": "0123456789" * 4}, "stays at 0123456789"),
        ({"targetRevision": "^1.2"}, "stays at"),
        ({"path": None, "chart": "nginx"}, "deployed from no folder of a repository"),
        ({"helm": {"parameters": [{"name": "resources.limits.memory", "value": "1Gi"}]}}, "is set by Application web"),
        ({"path": "../../etc"}, "is not a path inside of the repository"),
        ({"repoURL": "https://elsewhere.example/ops/home"}, "git failed on"),
        ({"repoURL": "ext::sh -c 'touch /tmp/x'"}, "not the address of a repository"),
        ({"repoURL": "--upload-pack=touch x"}, "not the address of a repository"),
        ({"repoURL": "file:///etc"}, "not the address of a repository"),
    ],
)
def test_what_an_application_is_not_deployed_from_is_not_changed(home: Yard, source: dict[str, Any], why: str) -> None:
    """What is merged has to be what is deployed."""
    home.application(**source)

    assert why in refusal(lambda: home.planned("git.propose-change", {"app": "web", "set": MEMORY}))


# ---- withdraw ------------------------------------------------------------------------------------------------------


def test_a_proposal_is_taken_back_by_closing_it(home: Yard) -> None:
    """And its branch is gone; a second time there is nothing to do."""
    output = home.propose()
    call, plan = home.planned("git.withdraw", output["undo"]["with"])
    assert [line.split()[0] for line in plan.commands] == ["tea", "GIT_TERMINAL_PROMPT=0"]
    assert home.happened("git.withdraw", call) is None

    home.undo(output)

    assert home.forge.pulls["ops/home", 1]["state"] == "closed"
    assert home.bare.branches() == ["main"]
    assert home.happened("git.withdraw", call) == {"closed": 1, "deleted": output["branch"]}
    assert home.planned("git.withdraw", output["undo"]["with"])[1].commands == ()


def test_an_interrupted_withdrawal_goes_on(home: Yard) -> None:
    """Closed, and the branch still there."""
    output = home.propose()
    call, plan = home.planned("git.withdraw", output["undo"]["with"])
    home.approved |= set(plan.commands)
    home.forge.pulls["ops/home", 1]["state"] = "closed"

    assert home.happened("git.withdraw", call) is None
    home.again("git.withdraw", call)
    assert home.bare.branches() == ["main"]


def test_what_somebody_merged_meanwhile_is_not_closed(home: Yard) -> None:
    """It takes another plan to take it back then."""
    output = home.propose()
    call, _ = home.planned("git.withdraw", output["undo"]["with"])
    home.do("forge.merge", {"repo": home.repo, "pull": 1}, "somebody/else/1")

    with pytest.raises(ActionError, match="is merged by now, open when planned"):
        home.again("git.withdraw", call)


def test_a_branch_that_others_went_on_with_is_not_deleted(home: Yard) -> None:
    """Only the commit that was ours is taken away."""
    output = home.propose()
    theirs = home.bare.commit({"x": "y\n"}, "Theirs", output["branch"])
    home.undo(output)

    assert home.bare.tip(output["branch"]) == theirs


def test_what_was_merged_is_reverted_when_it_is_withdrawn(home: Yard) -> None:
    """The way back from a deployment, whoever merged it."""
    output = home.propose()
    home.do("forge.merge", {"repo": home.repo, "pull": 1})
    assert "192Mi" in home.bare.text(FILE)

    home.undo(output)
    assert home.bare.text(FILE) == DEPLOYMENT


# ---- revert --------------------------------------------------------------------------------------------------------


def test_a_commit_is_reverted_by_a_pull_request(home: Yard) -> None:
    """The opposite of it, on top of what came later."""
    bad = home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Bad image")
    home.bare.commit({"README.md": "later\n"}, "Later")
    output = home.do("git.revert", {"repo": home.repo, "sha": bad})

    assert home.bare.text(FILE, output["branch"]) == DEPLOYMENT
    assert home.bare.text("README.md", output["branch"]) == "later\n"
    assert home.forge.pulls["ops/home", 1]["title"] == "Revert: Bad image"
    assert ":1.1" in home.bare.text(FILE)


def test_a_revert_can_be_merged_at_once(home: Yard) -> None:
    """One approval for all of it; what takes it back brings the change again."""
    bad = home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Bad image")
    arguments = {"repo": home.repo, "sha": bad, "merge": True}
    call, plan = home.planned("git.revert", arguments)
    assert plan.commands[-1].endswith(":refs/heads/main")
    assert home.happened("git.revert", call) is None

    output = home.again("git.revert", call)
    assert home.bare.text(FILE) == DEPLOYMENT
    assert home.happened("git.revert", call) == output

    home.undo(output)
    assert ":1.1" in home.bare.text(FILE)


def test_a_revert_that_was_interrupted_before_it_was_merged_goes_on(home: Yard) -> None:
    """Its pull request is found, and merged."""
    bad = home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Bad image")
    call, _ = home.planned("git.revert", {"repo": home.repo, "sha": bad, "merge": True})
    home.forge.server.refuses = "/merge"
    with pytest.raises(ActionError):
        home.again("git.revert", call)
    home.forge.server.refuses = ""

    assert home.happened("git.revert", call) is None
    home.again("git.revert", call)
    assert home.bare.text(FILE) == DEPLOYMENT
    assert len(home.forge.pulls) == 1


def test_nothing_is_reverted_twice(home: Yard) -> None:
    """Where nothing of the commit is left, there is nothing to do, and it is said."""
    bad = home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Bad image")
    home.do("git.revert", {"repo": home.repo, "sha": bad, "merge": True})
    _, plan = home.planned("git.revert", {"repo": home.repo, "sha": bad}, "run/step/2")

    assert (plan.commands, plan.shows) == ((), "nothing of it is left to be taken back")
    assert home.do("git.revert", {"repo": home.repo, "sha": bad}, "run/step/2")["nothing"]


@pytest.mark.parametrize("case", ["elsewhere", "unknown", "conflict"])
def test_what_cannot_be_reverted_is_said(home: Yard, case: str) -> None:
    """A commit of another branch, of nowhere, and one whose lines have changed again."""
    sha = "0" * 40
    if case == "elsewhere":
        sha = home.bare.commit({"x": "y\n"}, "Elsewhere", "other", "main")
    if case == "conflict":
        sha = home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Bad image")
        home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.2")}, "Worse image")

    why = "could not revert" if case == "conflict" else "is not on main"
    assert why in refusal(lambda: home.planned("git.revert", {"repo": home.repo, "sha": sha}))


def test_a_commit_may_be_named_by_its_first_digits(home: Yard) -> None:
    """As people copy it from a forge."""
    bad = home.bare.commit({FILE: DEPLOYMENT.replace(":1.0", ":1.1")}, "Bad image")
    _, plan = home.planned("git.revert", {"repo": home.repo, "sha": bad[:7]})

    assert '+          image: "registry.example/web:1.0"' in plan.shows
    assert "is not on main" in refusal(lambda: home.planned("git.revert", {"repo": home.repo, "sha": "abcdef0"}))


# ---- at once -------------------------------------------------------------------------------------------------------


def test_changes_at_the_same_time_do_not_disturb_each_other(home: Yard) -> None:
    """Runs share a clone, and each gets its own change."""
    wanted = [{"replicas": number} for number in range(3, 9)]
    with ThreadPoolExecutor(6) as pool:
        outputs = list(pool.map(lambda one: home.propose(f"run/{one['replicas']}/1", set=one), wanted))

    found = [home.bare.text(FILE, output["branch"]) for output in outputs]
    assert found == [DEPLOYMENT.replace("replicas: 2", f"replicas: {one['replicas']}") for one in wanted]
