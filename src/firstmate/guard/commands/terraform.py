"""terraform, tofu, terragrunt, pulumi: plans are read, what applies them is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.hosts.names import names
from firstmate.guard.ops import tool
from firstmate.guard.ops.tool import Line, Tool
from firstmate.guard.values import Act, Command, Known, Word

STATE = "changes what it believes to be there"
OPTIONS = "further options are in a variable"
READS = tool.paths(
    """
    : get graph help metadata modules output plan show validate version
    metadata: functions
    providers: schema
    state: list show
    workspace: list show
    """
)
SAFE = {
    "init": "downloads what the configuration needs",
    "providers lock": "writes which providers are used",
    "providers mirror": "downloads providers",
    "workspace select": "changes where the next command acts",
}
RISKY = {
    "apply": "changes everything to what the configuration says",
    "cloud": "changes what runs elsewhere",
    "console": "opens a session that shows everything, secrets too",
    "destroy": "deletes everything in the configuration",
    "env": "changes where commands act",
    "force-unlock": "takes the lock from somebody who may be changing things",
    "import": STATE,
    "login": "gets a credential",
    "logout": "takes a credential away",
    "push": "sends the configuration elsewhere",
    "query": "asks with the credentials of the configuration",
    "refresh": STATE,
    "rpcapi": "runs as a server",
    "stacks": "changes what runs elsewhere",
    "state mv": STATE,
    "state pull": "prints all that is known, secrets too",
    "state push": STATE,
    "state replace-provider": STATE,
    "state rm": STATE,
    "taint": STATE,
    "test": "makes what the tests say, for as long as they run",
    "untaint": STATE,
    "workspace delete": "forgets what a workspace holds",
    "workspace new": "makes a workspace, and goes on there",
}
WORSE = {
    "TF_CLI_ARGS": OPTIONS,
    **{f"TF_CLI_ARGS_{verb}": OPTIONS for verb in names("apply destroy init output plan show validate")},
    "TF_CLI_CONFIG_FILE": "its settings are elsewhere",
    "TF_DATA_DIR": "it runs programs that lie elsewhere",
    "TF_REATTACH_PROVIDERS": "it talks to programs that the command names",
    "init --backend-config": "what is known is kept elsewhere",
    "init --force-copy": STATE,
    "init --from-module": "copies a configuration from elsewhere",
    "init --migrate-state": STATE,
    "init --plugin-dir": "it runs programs that the command names",
    "init --reconfigure": STATE,
    "output --json": "prints secrets",
    "output --raw": "prints secrets",
    "show --json": "prints secrets",
}
EVERYWHERE = "h:help help v:version version chdir= json raw no-color state= out= var= var-file= target= input= lock="
TERRAFORM = Tool(
    "terraform",
    READS,
    SAFE,
    RISKY,
    no_say=frozenset({"fmt"}),
    everywhere=EVERYWHERE,
    worse=WORSE,
    files=frozenset({"var-file"}),
)
TERRAGRUNT = Tool(
    "terragrunt",
    READS
    | {f"run-all {path}" for path in READS}
    | tool.paths(
        """
        : find graph-dependencies info list output-module-groups render-json terragrunt-info validate-inputs
        dag: graph
        hcl: validate
        info: print strict
        """
    ),
    {**SAFE, **{f"run-all {path}": reason for path, reason in SAFE.items()}},
    {
        **RISKY,
        **{f"run-all {path}": reason for path, reason in RISKY.items()},
        "aws-provider-patch": "changes files",
        "backend": STATE,
        "catalog": "copies modules",
        "exec": "runs a program",
        "run": "runs any command of terraform",
        "scaffold": "writes files",
        "stack": "changes several configurations",
    },
    no_say=frozenset({"fmt", "hcl fmt", "hclfmt"}),
    everywhere=f"{EVERYWHERE} working-dir= terragrunt-working-dir= config= terragrunt-config= non-interactive "
    "log-level=",
    worse={
        **WORSE,
        "--terragrunt-tfpath": "it runs a program that the command names",
        "--tf-path": "it runs a program that the command names",
        "TERRAGRUNT_TFPATH": "it runs a program that the command names",
        "TG_TF_PATH": "it runs a program that the command names",
    },
)
PULUMI = Tool(
    "pulumi",
    tool.paths(
        """
        : about help preview version whoami
        config: get
        org: get-default
        plugin: ls
        policy: ls
        schema: check
        stack: graph history ls output tag
        """
    ),
    {"stack select": "changes where the next command acts"},
    {
        **dict.fromkeys(names("cancel import refresh up watch"), "changes what is there, or what is believed to be"),
        **dict.fromkeys(names("console env logs login logout new state"), "changes or shows more than a plan does"),
        **{f"config {verb}": "changes settings and secrets" for verb in names("cp env refresh rm rm-all set set-all")},
        "destroy": "deletes everything in the stack",
        "stack change-secrets-provider": "changes settings and secrets",
        "stack export": "prints all that is known",
        "stack import": STATE,
        "stack init": "makes a stack",
        "stack rename": STATE,
        "stack rm": "forgets what a stack holds",
    },
    aliases={"pre": "preview", "update": "up", "stack list": "stack ls", "config list": "config"},
    everywhere="h:help C:cwd= s:stack= Q:fully-qualify-stack-names color= e:emoji non-interactive v:verbose= "
    "logtostderr show-secrets j:json j:json",
    worse={"--show-secrets": "prints secrets", "--exec-agent": "it runs a program that the command names"},
)
TOOLS = {"terraform": TERRAFORM, "tofu": TERRAFORM, "terragrunt": TERRAGRUNT, "pulumi": PULUMI}


def judge(command: Command, known: Known) -> Iterator[Act]:
    """What the tables say; an output that is named is printed though it be secret."""
    used = tool.named(command, TOOLS)
    command = command._replace(words=tuple(map(_dashed, command.words))) if used is not PULUMI else command
    line = tool.understood(command, used)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, used)
    yield tool.risky(act, "named", "prints secrets") if _prints_one(line) and not line.wants_help else act


def _dashed(word: Word) -> Word:
    """Its long flags have one dash or two."""
    return Word(f"-{word.text}") if re.match(r"-[a-z]{2}", word.text) else word


def _prints_one(line: Line) -> bool:
    return line.path in ("output", "run-all output") and bool(line.words)
