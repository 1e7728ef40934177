"""What gh, glab, tea and fj do at a forge: looking, talking, and everything that is built, merged or deployed by it."""

from __future__ import annotations

from firstmate.guard.ops.tool import Tool, paths

TALKS = "says something where others read it"
MERGES = "merges: what is deployed from there changes"
CREDENTIAL = "changes who may come in, or who this program is"
BUILDS = "starts or stops what the forge builds and deploys"
SECRETS = "changes the secrets and settings of builds"
REPOSITORY = "changes the repository itself, or who may see it"
RELEASES = "changes a release: others install from it"
SETTINGS = "changes the settings of this program, which may run others"
PROGRAM = "installs or runs a program of others"
PLANS = "changes labels, milestones or boards"
DOWNLOADS = "downloads into a folder"
OWN = "changes what belongs to the user's account"


def _all(reason: str, text: str) -> dict[str, str]:
    return dict.fromkeys(sorted(paths(text)), reason)


GH = Tool(
    "gh",
    paths(
        """
        : browse completion help status version
        alias: list
        attestation: inspect trusted-root verify
        auth: status
        cache: list
        codespace: list logs ports view
        config: get list
        extension: browse list search
        gist: list view
        gpg-key: list
        issue: list status view
        label: list
        org: list
        pr: checks diff list status view
        project: field-list item-list list view
        release: list view
        repo: credits list view
        repo deploy-key: list
        repo gitignore: list view
        repo license: list view
        ruleset: check list view
        run: list view watch
        search: code commits issues prs repos
        secret: list
        ssh-key: list
        variable: get list
        workflow: list view
        """
    ),
    {
        **_all(TALKS, "issue: close comment create develop edit pin reopen unpin\npr: close comment create edit ready"),
        **_all(TALKS, "pr: reopen review update-branch"),
        **_all(DOWNLOADS, "attestation: download\ngist: clone\npr: checkout\nrelease: download\nrun: download"),
        "repo clone": DOWNLOADS,
        "repo set-default": "tells which repository is meant here",
    },
    {
        "api": "asks the forge's API, and may change anything there",
        "auth token": "prints a credential",
        "label": PLANS,
        "pr merge": MERGES,
        "repo garden": PROGRAM,
        **_all(SETTINGS, "alias: delete import set\nconfig: clear-cache set"),
        **_all(CREDENTIAL, "auth: git-credential login logout refresh setup-git switch\nrepo deploy-key: add delete"),
        **_all(CREDENTIAL, "gpg-key: add delete\nssh-key: add delete"),
        **_all(BUILDS, "cache: delete\nrun: cancel delete rerun\nworkflow: disable enable run"),
        **_all(SECRETS, "secret: delete set\nvariable: delete set"),
        **_all(REPOSITORY, "repo: archive create delete edit fork rename sync unarchive"),
        **_all(RELEASES, "release: create delete delete-asset edit upload"),
        **_all(PROGRAM, "codespace: code cp create delete edit jupyter rebuild ssh stop"),
        **_all(PROGRAM, "extension: create exec install remove upgrade"),
        **_all(OWN, "gist: create delete edit rename"),
        **_all(PLANS, "issue: delete lock transfer unlock\npr: lock unlock\nproject: close copy create delete edit"),
        **_all(PLANS, "project: field-create field-delete item-add item-archive item-create item-delete item-edit"),
        **_all(PLANS, "project: link mark-template unlink"),
    },
    aliases={
        "at": "attestation", "cs": "codespace", "ext": "extension", "extensions": "extension", "rs": "ruleset",
        "pr co": "pr checkout", "pr new": "pr create", "issue new": "issue create", "repo new": "repo create",
        **{f"{group} ls": f"{group} list" for group in
           ("alias", "cache", "extension", "gist", "issue", "label", "org", "pr", "project", "release", "repo", "run",
            "secret", "ssh-key", "variable", "workflow", "config", "gpg-key", "ruleset")},
        **{f"{group} remove": f"{group} delete" for group in ("secret", "variable")},
    },
    everywhere="h:help R:repo= repo= hostname= version",
    own={
        "api": (
            "cache= F:field= H:header= include i:include input= q:jq= X:method= paginate p:preview= f:raw-field= "
            "silent slurp t:template= verbose"
        ),
        "auth status": "a:active json= q:jq= t:show-token template=",
        "pr close": "c:comment= d:delete-branch",
        "pr review": "a:approve b:body= F:body-file= c:comment r:request-changes",
        "repo clone": "u:upstream-remote-name= no-upstream",
    },
    worse={
        "auth status --show-token": "prints a credential",
        "pr close --delete-branch": "deletes a branch for everybody",
        "pr review --approve": "approves: it may be merged then",
    },
    raises={"--hostname": "another forge than usual", "GH_HOST": "another forge than usual",
            "GH_TOKEN": "it brings credentials of its own", "GITHUB_TOKEN": "it brings credentials of its own",
            "GH_CONFIG_DIR": "its settings are elsewhere"},
    runs=frozenset({"GH_BROWSER", "GH_EDITOR", "GH_PAGER", "GH_PATH"}),
)  # fmt: skip

GLAB = Tool(
    "glab",
    paths(
        """
        : check-update completion help version
        alias: list
        auth: dpop-gen status
        changelog: generate
        ci: get lint list status trace view
        ci config: compile
        cluster: graph
        cluster agent: check_manifest_usage list
        cluster agent token: list
        cluster agent token-cache: list
        config: get
        deploy-key: get list
        duo: ask
        gpg-key: get list
        incident: list view
        issue: list view
        issue board: view
        iteration: list
        label: get list
        milestone: get list
        mr: approvers diff issues list view
        opentofu state: list
        release: list view
        repo: contributors list search view
        schedule: list
        securefile: get list
        ssh-key: get list
        stack: first last list move next prev
        token: list
        user: events
        variable: list
        """
    ),
    {
        **_all(TALKS, "incident: close note reopen subscribe unsubscribe\nissue: close create note reopen subscribe"),
        **_all(TALKS, "issue: unsubscribe update\nmr: close create note rebase reopen revoke subscribe todo"),
        **_all(TALKS, "mr: unsubscribe update"),
        **_all(DOWNLOADS, "job: artifact\nmr: checkout\nrelease: download\nrepo: archive clone"),
        **_all("changes commits here", "stack: amend create reorder save switch"),
    },
    {
        "api": "asks the forge's API, and may change anything there",
        "mcp serve": "opens the forge to a program",
        "mr approve": "approves: it may be merged then",
        "mr delete": "deletes a merge request",
        "mr merge": MERGES,
        "stack sync": "publishes commits",
        **_all("prints credentials or settings of builds", "variable: export get\nsecurefile: download"),
        **_all(SETTINGS, "alias: delete set\nconfig: edit set"),
        **_all(CREDENTIAL, "auth: configure-docker docker-helper login logout\ndeploy-key: add delete\ngpg-key: add"),
        **_all(CREDENTIAL, "gpg-key: delete\nssh-key: add delete\ntoken: create revoke rotate"),
        **_all(CREDENTIAL, "cluster agent: bootstrap get-token update-kubeconfig\ncluster agent token: revoke"),
        "cluster agent token-cache clear": CREDENTIAL,
        **_all(BUILDS, "ci: delete retry run run-trig trigger\nci cancel: job pipeline"),
        **_all(BUILDS, "schedule: create delete run update"),
        **_all(SECRETS, "securefile: create remove\nvariable: delete set update"),
        **_all(REPOSITORY, "repo: create delete fork mirror transfer update\nrepo members: add remove"),
        **_all(RELEASES, "release: create delete upload\nrepo publish: catalog"),
        **_all(PLANS, "issue: delete\nissue board: create\nlabel: create delete edit\nmilestone: create delete edit"),
        "snippet create": OWN,
        **_all("changes the state of an infrastructure", "opentofu: init\nopentofu state: delete download lock unlock"),
    },
    aliases={
        "ci artifact": "job artifact", "merge-request": "mr", "mr ls": "mr list", "issue ls": "issue list",
        "mr new": "mr create", "issue new": "issue create", "mr show": "mr view", "issue show": "issue view",
        "pipe": "ci", "pipeline": "ci", "pipe ci": "ci", "project": "repo", "var": "variable", "mr accept": "mr merge",
        "variable ls": "variable list", "release ls": "release list", "ci ls": "ci list", "repo ls": "repo list",
    },
    everywhere="h:help R:repo= g:group= version",
    own={
        "api": "F:field= form= H:header= hostname= i:include input= X:method= output= paginate f:raw-field= silent",
        "auth status": "a:all hostname= t:show-token",
    },
    worse={"auth status --show-token": "prints a credential"},
    raises={"--hostname": "another forge than usual", "GITLAB_HOST": "another forge than usual",
            "GITLAB_TOKEN": "it brings credentials of its own", "GLAB_CONFIG_DIR": "its settings are elsewhere"},
    runs=frozenset({"GLAB_EDITOR", "GLAB_PAGER"}),
)  # fmt: skip

TEA = Tool(
    "tea",
    paths(
        """
        : completion help issues labels logins milestones notifications open organizations pulls releases repos times
        : version whoami branches man shellcompletion
        actions runs: list logs view
        actions secrets: list
        actions variables: list
        actions workflows: list view
        admin users: list
        branches: list
        issues: list
        labels: list
        logins: list
        milestones: issues list
        notifications: ls
        organizations: list
        pulls: list
        releases: list
        releases assets: list
        repos: list search
        ssh-keys: list
        times: list
        webhooks: list
        """
    ),
    {
        "clone": DOWNLOADS,
        "comment": TALKS,
        "pulls checkout": DOWNLOADS,
        "pulls clean": "deletes the branch of a closed pull request here",
        **_all(TALKS, "issues: close create edit reopen\npulls: close create edit reopen review reject"),
        **_all("changes what was read", "notifications: pin read unpin unread"),
        **_all("changes hours that were noted", "times: add delete reset"),
    },
    {
        "admin": "changes users of the forge",
        "api": "asks the forge's API, and may change anything there",
        "logout": CREDENTIAL,
        "pulls approve": "approves: it may be merged then",
        "pulls merge": MERGES,
        **_all(CREDENTIAL, "logins: add default delete edit helper oauth-refresh\nssh-keys: add delete"),
        **_all(BUILDS, "actions runs: delete\nactions workflows: disable dispatch enable"),
        **_all(SECRETS, "actions secrets: create delete\nactions variables: delete set"),
        **_all(REPOSITORY, "branches: protect unprotect rename"),
        **_all(REPOSITORY, "repos: create create-from-template delete edit fork migrate"),
        **_all(RELEASES, "releases: create delete edit\nreleases assets: create delete"),
        **_all(PLANS, "labels: create delete update\nmilestones: close create delete reopen"),
        **_all(PLANS, "organizations: create delete"),
        **_all(BUILDS, "webhooks: create delete update"),
    },
    aliases={
        "action": "actions", "branch": "branches", "b": "branches", "c": "comment", "C": "clone", "h": "help",
        "i": "issues", "issue": "issues", "label": "labels", "login": "logins", "milestone": "milestones",
        "ms": "milestones", "n": "notifications", "notification": "notifications", "o": "open",
        "org": "organizations", "organization": "organizations", "pr": "pulls", "pull": "pulls", "r": "releases",
        "release": "releases", "repo": "repos", "t": "times", "time": "times", "webhook": "webhooks",
        **{f"{group} ls": f"{group} list" for group in
           ("branches", "issues", "labels", "logins", "milestones", "organizations", "pulls", "releases",
            "releases assets", "repos", "times", "webhooks", "actions secrets", "actions variables")},
        **{f"{group} c": f"{group} create" for group in ("issues", "pulls", "releases", "repos", "milestones")},
        **{f"{group} rm": f"{group} delete" for group in ("organizations", "releases", "repos", "logins", "times")},
        "pulls m": "pulls merge", "pulls co": "pulls checkout", "repos s": "repos search",
        "issues e": "issues edit", "pulls a": "pulls approve", "pulls lgtm": "pulls approve",
    },
    everywhere="h:help version debug vvv login= l:login= repo= r:repo= remote= R:remote= output= o:output=",
    own={"api": "X:method= d:data= F:Field= f:field= H:header= i:include o:output= r:repo= l:login= R:remote="},
)  # fmt: skip

FJ = Tool(
    "fj",
    paths(
        """
        : completion help version whoami
        actions: jobs logs secrets tasks variables
        actions secrets: list
        actions variables: list
        auth: list
        issue: browse search templates view
        org: activity list members view
        org label: list
        org repo: list
        org team: list view
        org team member: list
        org team repo: list
        pr: browse search status view
        pr review: list
        release: browse list view
        repo: browse readme view
        repo labels: view
        tag: list view
        user: activity browse followers following orgs repos search view
        user gpg: list verify view
        user key: list view
        wiki: browse contents view
        """
    ),
    {
        **_all(
            TALKS, "issue: assign close comment create edit unassign\npr: assign close comment create edit unassign"
        ),
        **_all(DOWNLOADS, "pr: checkout\nrelease asset: download\nrepo: clone\nwiki: clone"),
        **_all(OWN, "repo: star unstar\nuser: follow unfollow"),
    },
    {
        "pr merge": MERGES,
        "actions dispatch": BUILDS,
        "repo units": REPOSITORY,
        "user edit": OWN,
        **_all(SECRETS, "actions secrets: create delete\nactions variables: create delete"),
        **_all(CREDENTIAL, "auth: add-key login logout use-ssh\nuser gpg: delete upload\nuser key: delete upload"),
        **_all(REPOSITORY, "repo: create delete edit fork migrate\norg: create edit visibility\norg repo: create"),
        **_all(REPOSITORY, "org team: create delete edit\norg team member: add rm\norg team repo: add rm"),
        **_all(RELEASES, "release: create delete edit\nrelease asset: create delete\ntag: create delete"),
        **_all(PLANS, "org label: add edit rm\nrepo labels: create delete edit\nuser: block unblock"),
    },
    aliases={"who-am-i": "whoami"},
    everywhere="h:help H:host= style= s:style= r:repo= R:remote= version",
    raises={"--host": "another forge than usual"},
)
