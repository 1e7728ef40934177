"""What never reaches the log, a report or a prompt, and what stays."""

from __future__ import annotations

import base64
import time

import pytest

from firstmate.redaction import HIDDEN, redacted

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJl"
DRAWN = "hunter2Aa0Bb1Cc2Dd3Ee4Ff5Gg6Hh7Ii8"
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{'hunter2' * 9}\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "text",
    [
        "export DB_PASSWORD=hunter2",
        "DB_PASS='hunter2 and more' ./run",
        "PGPASSWORD=hunter2 psql -h db",
        "FOO_TOKEN=hunter2 BAR=1 ./x",
        "AWS_SECRET_ACCESS_KEY=hunter2",
        "SSH_KEY=hunter2",
        'curl -H "Authorization: Bearer hunter2hunter2" https://api',
        "curl -H 'authorization: Basic aHVudGVyMg==hunter2' https://api",
        "curl -H 'X-Api-Key: hunter2' https://api",
        "curl -H 'PRIVATE-TOKEN: hunter2' https://api",
        "curl -b 'Cookie: a=hunter2' https://api",
        "curl -u admin:hunter2 https://api",
        "curl --user 'admin:hunter2' https://api",
        "git clone https://me:hunter2@git.example/x",
        "psql postgres://app:hunter2@db/app",
        "redis-cli -h r -a hunter2 ping",
        "mysql -u root -phunter2 app",
        "sshpass -p hunter2 ssh nas",
        "argocd login cd.example --username admin --password hunter2",
        "argocd login cd.example --password=hunter2",
        "kubectl --token hunter2 get pods",
        "kubectl create secret generic x --from-literal=a=hunter2",
        "kubectl create secret generic x --from-literal a=hunter2",
        "kubectl create secret docker-registry x --docker-password=hunter2",
        "helm upgrade x y --set auth.adminPassword=hunter2",
        "gh auth login --with-token hunter2",
        'echo \'{"password":"hunter2","a":1}\'',
        'echo "{\\"api_key\\": \\"hunter2\\"}"',
        "users:\n- user:\n    token: hunter2\n",
        "    client-key-data: hunter2\n",
        "    client-certificate-data: hunter2\n",
        "kind: Secret\nmetadata:\n  name: x\ndata:\n  a: hunter2\n  b: |\n    hunter2\n  c: hunter2",
        "  kind: Secret\n  stringData:\n    a: hunter2\n",
        '{"kind": "Secret", "data": {"a": "hunter2"}}',
        KEY,
        KEY[:60],
        JWT,
        f"echo {DRAWN}",
        "ghp_hunter2hunter2hunter2",
        "glpat-hunter2hunter2",
        "xoxb-hunter2-hunter2",
        "sk-ant-hunter2-hunter2-hunter2",
        "hvs.hunter2hunter2hunter2",
        "123456789:hunter2hunter2hunter2hunter2hunter2",
        "DSN=hunter2",
        "session_id=hunter2",
    ],
)
def test_a_secret_is_hidden(text):
    """By its form, or by the name before it."""
    hidden = redacted(text)

    assert "hunter2" not in hidden and "c2lnbmF0dXJl" not in hidden and HIDDEN in hidden


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLE", "abcdef.0123456789abcdef", "AGE-SECRET-KEY-1" + "Q" * 58])
def test_a_token_of_a_known_form_is_hidden(text):
    """Whatever is written around it."""
    assert redacted(f"use {text} now") == f"use {HIDDEN} now"


@pytest.mark.parametrize(
    "text",
    [
        "kubectl get secrets -n key-system",
        "kubectl get secret my-token -o yaml",
        "kubectl scale deployment web --replicas=3 -n media --context home",
        "kubectl delete pod web-7d9f8b6c5d-abcde",
        "kubectl auth can-i get pods",
        "kubectl set image deployment/web web=registry.example/web@sha256:" + "0123456789abcdef" * 4,
        "git commit --author=bob -m 'The key to it'",
        "git show 0123456789abcdef0123456789abcdef01234567",
        "ls --sort=size /home/someone/a-folder-with-a-long-name/and-another-one-in-it",
        "argocd app sync monitoring --prune --dry-run",
        "curl -s http://prometheus:9090/api/v1/query",
        "ssh root@nas.example systemctl restart docker",
        "kind: ConfigMap\ndata:\n  a: shown\n",
    ],
)
def test_what_is_no_secret_stays(text):
    """The log has to say what was done."""
    assert redacted(text) == text


def test_values_that_are_known_are_hidden_wherever_they_stand():
    """Longest first; one that is too short would hide half of every text."""
    known = ["correct horse", "correct horse battery", "ab"]

    assert redacted("say correct horse battery about", known) == f"say {HIDDEN} about"


def test_a_secret_keeps_its_keys():
    """So that the log says which were changed."""
    data = base64.b64encode(b"x").decode()

    assert redacted(f"kind: Secret\ndata:\n  user: {data}\n") == f"kind: Secret\ndata:\n  user: {HIDDEN}\n"


@pytest.mark.parametrize(
    "part", ["a", "aA1", "token=", "-----BEGIN PRIVATE KEY-----", " --key", "a.b:", "eyJaaaaaa.", "mysql ", "://",
             "-u ", "kind: Secret\ndata:\n  a: b\n", '"', "authorization ", "redis-cli ", "x-", "password" ],
)  # fmt: skip
def test_its_cost_is_linear(part):
    """A hundred thousand characters of anything take well under a second or two on a busy machine."""
    before = time.perf_counter()
    redacted(part * (100_000 // len(part)))

    assert time.perf_counter() - before < 5
