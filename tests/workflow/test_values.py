"""What comes out of a cluster or an alert is data in every command: a real shell hands it on, or it is refused."""

from __future__ import annotations

import itertools
import os
import subprocess
from pathlib import Path

import pytest

from firstmate.workflow.expressions import ExpressionError, command

PAYLOADS = (
    *(
        "; rm -rf /",
        "$(touch pwned)",
        "`touch pwned`",
        "| touch pwned",
        "|| touch pwned",
        "&& touch pwned",
        "& touch pwned",
    ),
    *(
        "\ntouch pwned\n",
        "\r\ntouch pwned",
        "; touch pwned #",
        "' ; touch pwned ; '",
        '" ; touch pwned ; "',
        "\\'; touch pwned",
    ),
    *("> pwned", ">> pwned", "< /etc/passwd", "2>&1", "<<EOF\ntouch pwned\nEOF", "<(touch pwned)", ">(touch pwned)"),
    *(
        "--flag",
        "-rf",
        "--all",
        "-n kube-system",
        "--context=prod",
        "--",
        "-",
        "$HOME",
        "${IFS}touch${IFS}pwned",
        "$@",
        "$0",
    ),
    *(
        "~",
        "~root",
        "*",
        "?",
        "[a-z]*",
        "{a,b}",
        "!!",
        "!touch",
        "#",
        "a=b touch pwned",
        "\\",
        "\\\n",
        "é 🙂",
        "\x1b[31m",
    ),
)
WRAPS = ("{}", "web{}", "{}-0", "a {} b", "'{}'")
VALUES = [wrap.format(payload) for wrap, payload in itertools.product(WRAPS, PAYLOADS)]
COMMANDS = {
    "show {{ alert.labels.pod }}": ["{}"],
    "show -n {{ alert.labels.pod }} -o json": ["-n", "{}", "-o", "json"],
    "show --name={{ alert.labels.pod }}": ["--name={}"],
    "show deployment/{{ alert.labels.pod }}.web": ["deployment/{}.web"],
    "true && show {{ alert.labels.pod }} | cat": ["{}"],
    "show x {{ alert.labels.pod }} {{ alert.labels.pod | upper }} # all": ["x", "{}", "{upper}"],
}
SHOW = '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Holds `show`, which prints the words that it was given."""
    made = tmp_path_factory.mktemp("bin")
    (made / "show").write_text(SHOW)
    (made / "show").chmod(0o755)
    return made


def test_there_are_two_hundred():
    """Each once."""
    assert len(set(VALUES)) == len(VALUES) >= 200


@pytest.mark.parametrize("template", COMMANDS)
def test_values_stay_data(folder, tmp_path, template):
    """Every value, word for word, in a real /bin/sh; what would be an option of its own is refused before."""
    env = {"PATH": f"{folder}:{os.environ['PATH']}"}
    for value in VALUES:
        names = {"alert": {"labels": {"pod": value}}}
        if value.startswith("-") and " {{" in template:
            with pytest.raises(ExpressionError, match="would be an option"):
                command(template, names)
            continue
        made = command(template, names)
        ended = subprocess.run(["/bin/sh", "-c", made], cwd=tmp_path, env=env, capture_output=True, check=True)
        words = ended.stdout.decode().split("\0")[:-1]
        assert words == [word.replace("{upper}", value.upper()).replace("{}", value) for word in COMMANDS[template]]
    assert list(tmp_path.iterdir()) == []
