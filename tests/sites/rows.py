"""Site files with one thing wrong, each beside its right twin.

`«wrong|right»` are the two ways to write a part. `# ! text` marks the line on which the fault is told, with a part
of what is told.
`@PROBE` is a probe that finds its own way.
"""

# ruff: noqa: E501 - a row is one line
from __future__ import annotations

import re

CHOICE = re.compile(r"«(.*?)\|(.*?)»", re.DOTALL)
MARK = re.compile(r" *# ! (.*)")
PROBE = "probe: {kind: tcp, host: 127.0.0.1, port: 1}"


def wrong(row: str) -> str:
    """The file with the fault, without its marks."""
    return MARK.sub("", _whole(CHOICE.sub(lambda found: found[1], row)))


def right(row: str) -> str:
    """The file without the fault."""
    return MARK.sub("", _whole(CHOICE.sub(lambda found: found[2], row)))


def marks(row: str) -> list[tuple[int, str]]:
    """Line and text of every fault that has to be told."""
    lines = _whole(CHOICE.sub(lambda found: found[1], row)).splitlines()
    return [(number, found[1]) for number, line in enumerate(lines, 1) if (found := MARK.search(line))]


def _whole(row: str) -> str:
    return f"schema: 1\n{row.strip()}\n".replace("@PROBE", PROBE)


SHAPE = {
    "a key with a slip": "«servces|services»: []  # ! servces: `servces` is not a key here; did you mean `services`?",
    "a key of a service with a slip": """
services:
- name: a
  @PROBE
  «prot|port»: 80  # ! services[0].prot: `prot` is not a key here; did you mean `port`?
""",
    "a key of a node with a slip": "nodes: [{name: n, «adress|address»: 10.0.0.1}]  # ! did you mean `address`?",
    "a key of a GPU with a slip": "nodes: [{name: n, gpus: [{name: G, «limit|limit_watts»: 100}]}]  # ! did you mean `limit_watts`",
    "a key of a phase with a slip": "phases: [{number: 1, name: a, «gates|gate»: [{text: a, @PROBE}]}]  # ! did you mean `gate`?",
    "a key of a cluster with a slip": "clusters: [{name: c, «argo|argocd»: 'https://argo'}]  # ! did you mean `argocd`?",
    "a key of the power with a slip": "power: {ups_watts: 10, «posible_watts|possible_watts»: 9}  # ! did you mean `possible_watts`",
    "a key of a gate that nothing has": """
services: [{name: a, @PROBE}]
phases:
- number: 1
  name: a
  gate:
  - text: all is well
    «service|services»: [a]  # ! phases[0].gate[0].service: `service` is not a key here; did you mean `services`?
""",
    "no name of a service": "services: [{«title|name»: a, @PROBE}]  # ! services[0]: `name` is missing",
    "no number of a phase": "phases: [{name: a, «|number: 1, »gate: [{text: a, @PROBE}]}]  # ! phases[0]: `number` is missing",
    "no text of a constraint": "constraints: [{«@PROBE|text: cool»}]  # ! constraints[0]: `text` is missing",
    "no watts of the UPS": "power: {«possible_watts: 3|ups_watts: 3»}  # ! power: `ups_watts` is missing",
    "another schema": "name: a\n«schema: 1|»  # ! not valid YAML",
    "a list that is a word": "nodes: «n1|[{name: n1}]»  # ! nodes: has to be a list, not `n1`",
    "an entry that is a word": "nodes: [«n1|{name: n1}»]  # ! nodes[0]: has to be a mapping, not `n1`",
    "a mapping that is a list": "power: «[2000]|{ups_watts: 2000}»  # ! power: has to be a mapping, not a list",
    "a name with capitals": "nodes: [{name: «Node_1|node-1»}]  # ! nodes[0].name: `Node_1` does not fit; a name is small letters",
    "a name that is a number": "nodes: [{name: «42|n42»}]  # ! nodes[0].name: has to be text, not `42`",
    "an empty name": "name: «''|a»  # ! name: `` does not fit",
    "a port that is none": "services: [{name: a, port: «http|80», @PROBE}]  # ! services[0].port: ",
    "a port of 0": "services: [{name: a, port: «0|1», @PROBE}]  # ! services[0].port: ",
    "a port of another protocol": "services: [{name: a, port: «53/quic|53/udp», @PROBE}]  # ! services[0].port: ",
    "ports in one text": "services: [{name: a, ports: «80 443|[80, 443]», @PROBE}]  # ! services[0].ports: has to be a list",
    "a phase in words": "phase: «one|1»  # ! phase: has to be a whole number, not `one`\nphases: [{number: 1, name: a, gate: [{text: a, @PROBE}]}]",
    "a phase below zero": "phases: [{number: «-1|1», name: a, gate: [{text: a, @PROBE}]}]  # ! phases[0].number: may not be less than 0",
    "watts in words": "power: {ups_watts: «2 kW|2000»}  # ! power.ups_watts: has to be a number, not `2 kW`",
    "no watts at all": "power: {ups_watts: «0|2000»}  # ! power.ups_watts: has to be more than 0",
    "memory in words": "nodes: [{name: n, memory_gb: «8GB|8»}]  # ! nodes[0].memory_gb: has to be a number, not `8GB`",
    "an architecture that is none": "nodes: [{name: n, arch: «aarch64|arm64»}]  # ! nodes[0].arch: `aarch64` is none of its values; did you mean",
    "an address with a scheme": "nodes: [{name: n, address: «'http://n'|n»}]  # ! nodes[0].address: ",
    "an ssh destination with a blank": "nodes: [{name: n, ssh: «'n -v'|root@n»}]  # ! nodes[0].ssh: ",
    "an ssh destination that is an option": "nodes: [{name: n, ssh: «-oProxyCommand=x|n»}]  # ! nodes[0].ssh: ",
    "a workload without its kind": "services: [{name: a, workload: «web|Deployment/web», @PROBE}]  # ! write it as KIND/NAME",
    "a secret itself": "secrets: {TOKEN: {env: «hunter2-x|TOKEN»}}  # ! secrets.TOKEN.env: what stands there does not fit",
    "two places of a secret": "secrets: {TOKEN: {env: A«, file: /b|»}}  # ! secrets.TOKEN: exactly one of `env` and `file` and `command`",
    "a need that stands twice": "services: [{name: a, needs: [b«, b|»], @PROBE}, {name: b, @PROBE}]  # ! services[0].needs: names something twice",
    "two ways to deploy": """
nodes: [{name: n, ssh: local}]
services: [{name: a, node: n, deploy: {unit: a.service«, compose: /c.yml|»}, @PROBE}]  # ! services[0].deploy: exactly one of
""",
    "a compose file without its whole path": """
nodes: [{name: n, ssh: local}]
services: [{name: a, node: n, deploy: {compose: «|/»c.yml}, @PROBE}]  # ! services[0].deploy.compose: `c.yml` does not fit
""",
    "a kind of probe that is none": "services: [{name: a, probe: {kind: «htp|http», host: h}}]  # ! services[0].probe.kind: `htp` is none of its values; did you mean `http`?",
    "a key of another kind of probe": "services: [{name: a, probe: {kind: tcp, host: h, port: 1, «path: /|timeout: 2»}}]  # ! services[0].probe.path: `path` is not a key here",
    "a probe without what it is about": "services: [{name: a, probe: {kind: systemd«|, unit: a.service»}}]  # ! services[0].probe: `unit` is missing",
    "a probe of a list that is wrong": "services: [{name: a, @PROBE, probes: [{kind: tcp, host: h, port: «x|2»}]}]  # ! services[0].probes[0].port: has to be a whole number",
    "a day that no calendar has": "suppressions: [{code: a, object: b, until: 2027-02-«31|28», why: c}]  # ! there is no 2027-02-31 in the calendar",
    "a budget of nothing": "budgets: {usd_per_day: «0|1»}  # ! budgets.usd_per_day: has to be more than 0",
}

SENSE = {
    "one port for two": """
nodes: [{name: n}, {name: o}]
services:
- {name: a, node: n, port: 80, @PROBE}
- {name: b, node: «n|o», ports: [443, 80], @PROBE}  # ! services[1].ports[1]: port 80 of n is for `a` in line 4 already
""",
    "one port, by tcp": """
nodes: [{name: n}]
services:
- {name: a, node: n, port: 53/«tcp|udp», @PROBE}
- {name: b, node: n, port: 53, @PROBE}  # ! services[1].port: port 53 of n is for `a` in line 4 already
""",
    "a port for oneself": """
nodes: [{name: n}]
services:
- name: a
  node: n
  @PROBE
  port: 80
  ports: [«80|81»]  # ! services[0].ports[0]: port 80 of n is for `a` in line 7 already
""",
    "a port of a cluster": """
nodes: [{name: n}]
clusters: [{name: c, nodes: [n]}]
services:
- {name: a, node: n, port: 80, «|cluster: c, »@PROBE}
- {name: b, node: n, port: 80, @PROBE}  # ! port 80 of n
""",
    "a port that there is not": "services: [{name: a, port: «70000|7000»/udp, @PROBE}]  # ! services[0].port: there is no port 70000/udp",
    "a node twice": "nodes:\n- name: n\n- name: «n|o»  # ! nodes[1].name: the node `n` stands in line 3 already",
    "an address twice": "nodes:\n- {name: n, address: 10.0.0.1}\n- {name: o, management: 10.0.0.«1|2»}  # ! nodes[1].management: the address `10.0.0.1` stands in line 3",
    "a cluster twice": "clusters:\n- name: c\n- name: «c|d»  # ! the cluster `c` stands in line 3 already",
    "a context twice": "clusters:\n- {name: c, context: home}\n- {name: d, context: «home|away»}  # ! clusters[1].context: the context `home`",
    "a node in two clusters": "nodes: [{name: n}, {name: o}]\nclusters:\n- {name: c, nodes: [n]}\n- {name: d, nodes: [«n|o»]}  # ! clusters[1].nodes[0]: the node of a cluster `n`",
    "a service twice": "services:\n- {name: a, @PROBE}\n- {name: «a|b», @PROBE}  # ! services[1].name: the service `a` stands in line 3 already",
    "a phase twice": "services: [{name: a, phase: 1, @PROBE}, {name: b, phase: 2, @PROBE}]\nphases:\n- {number: 1, name: one}\n- {number: 2, name: «one|two»}  # ! phases[1].name: the phase `one`",
    "a number of a phase twice": "services: [{name: a, phase: 1, @PROBE}, {name: b, phase: «1|2», @PROBE}]\nphases:\n- {number: 1, name: one}\n- {number: «1|2», name: two}  # ! phases[1].number: the number of a phase `1` stands in line 4",
    "an owner twice": "owners:\n- {name: Ada}\n- {name: «Ada|Bo»}  # ! the owner `Ada` stands in line 3 already",
    "a node that there is not": "nodes: [{name: hydra-ai}]\nservices:\n- {name: a, node: «hydra-al|hydra-ai», @PROBE}  # ! services[0].node: there is no node `hydra-al`; did you mean `hydra-ai`?",
    "a node where none is described": "«|nodes: [{name: n}]»\nservices: [{name: a, node: n, @PROBE}]  # ! there is no node `n`; describe it under `nodes`",
    "a cluster that there is not": "clusters: [{name: home}]\nservices: [{name: a, cluster: «hom|home», @PROBE}]  # ! services[0].cluster: there is no cluster `hom`; did you mean `home`?",
    "a need that there is not": "services:\n- {name: a, needs: [«redsi|redis»], @PROBE}  # ! services[0].needs[0]: there is no service `redsi`; did you mean `redis`?\n- {name: redis, @PROBE}",
    "a secret that is not described": "services: [{name: a, secrets: [«TOKN|TOKEN»], @PROBE}]  # ! services[0].secrets[0]: there is no secret `TOKN`; did you mean `TOKEN`?\nsecrets: {TOKEN: {env: TOKEN}}",
    "a secret of a probe": "services: [{name: a, probe: {kind: redis, host: h, password: «PASWORD|PASSWORD»}}]  # ! services[0].probe.password: there is no secret `PASWORD`\nsecrets: {PASSWORD: {file: /p}}",
    "a secret of a header": "services: [{name: a, probe: {kind: http, host: h, headers: {X-Key: «KY|KEY»}}}]  # ! services[0].probe.headers.X-Key: there is no secret `KY`\nsecrets: {KEY: {file: /p}}",
    "a phase of a service": "services: [{name: a, phase: «2|1», @PROBE}, {name: b, phase: 1, @PROBE}]  # ! services[0].phase: there is no phase `2`\nphases: [{number: 1, name: one}]",
    "a phase where the site stands": "phase: «7|1»  # ! phase: there is no phase `7`; there is: 1\nphases: [{number: 1, name: one}]\nservices: [{name: a, phase: 1, @PROBE}]",
    "a service of a gate": "services: [{name: db, @PROBE}]\nphases: [{number: 1, name: one, gate: [{text: up, services: [«bd|db»]}]}]  # ! phases[0].gate[0].services[0]: there is no service `bd`",
    "a node of a cluster": "nodes: [{name: n1}]\nclusters: [{name: c, nodes: [«n2|n1»]}]  # ! clusters[0].nodes[0]: there is no node `n2`; there is: n1",
    "a node of a constraint": "nodes: [{name: n1}]\nconstraints: [{text: cool, node: «n2|n1»}]  # ! constraints[0].node: there is no node `n2`",
    "a node of a probe": "nodes: [{name: n1, ssh: local}]\nconstraints: [{text: cool, probe: {kind: nvidia, node: «n2|n1»}}]  # ! constraints[0].probe.node: there is no node `n2`",
    "a node of another cluster": "nodes: [{name: n1}, {name: n2}]\nclusters: [{name: c, nodes: [n1]}]\nservices: [{name: a, cluster: c, node: «n2|n1», @PROBE}]  # ! services[0].node: `n2` is no node of the cluster `c`",
    "a circle of three": """
services:
- {name: a, needs: [b], @PROBE}  # ! services[0].needs[0]: services need each other: a → b → c → a
- {name: b, needs: [c], @PROBE}
- {name: c, needs: [«a|»], @PROBE}
""",
    "a circle of one": "services: [{name: a, needs: [«a|»], @PROBE}]  # ! services[0].needs[0]: services need each other: a → a",
    "two circles": """
services:
- {name: a, needs: [b], @PROBE}  # ! a → b → a
- {name: b, needs: [«a|»], @PROBE}
- {name: c, needs: [d], @PROBE}  # ! c → d → c
- {name: d, needs: [«c|»], @PROBE}
""",
    "a need of a later phase": """
services:
- {name: a, phase: 1, needs: [b], @PROBE}  # ! services[0].needs[0]: `a` of phase 1 needs `b` of phase 2, which comes later
- {name: b, phase: «2|1», @PROBE}
- {name: c, phase: 2, needs: [a], @PROBE}
phases: [{number: 1, name: one}, {number: 2, name: two}]
""",
    "a gate on a later phase": """
services: [{name: a, phase: 1, @PROBE}, {name: b, phase: 2, @PROBE}]
phases:
- {number: 1, name: one, gate: [{text: up, services: [«b|a»]}]}  # ! the gate of phase 1 needs `b` of phase 2, which comes later
- {number: 2, name: two}
""",
    "a gate that nothing tells": "phases: [{number: 1, name: one, gate: [{text: all is well«|, @PROBE»}]}]  # ! phases[0].gate[0]: nothing tells whether this holds",
    "a phase of nothing": "phases: [{number: 1, name: one«|, gate: [{text: up, @PROBE}]»}]  # ! phases[0]: phase 1 has neither services nor a gate",
    "a limit that limits nothing": "nodes: [{name: n, gpus: [{name: RTX 4090, watts: 450, limit_watts: «500|300»}]}]  # ! nodes[0].gpus[0].limit_watts: RTX 4090 draws 450 W at most: a limit of 500 W",
    "a peak below that of the GPUs": "nodes: [{name: n, peak_watts: «400|900», gpus: [{name: A, watts: 300}, {name: B, watts: 300}]}]  # ! nodes[0].peak_watts: the GPUs of n alone may draw 600 W",
    "peaks over the UPS": """
nodes:
- {name: n, peak_watts: 1400, gpus: [{name: A, watts: 500, limit_watts: «450|100»}]}
- {name: o, peak_watts: 500}
power:
  ups_watts: 1500  # ! power.ups_watts: the UPS carries 1500 W; 1900 W may be drawn together, 1850 W with the limits of the GPUs; 350 W have to go
""",
    "everything over the UPS": """
nodes: [{name: n, gpus: [{name: A, watts: 500, limit_watts: 300}]}]
power: {ups_watts: 2000, possible_watts: «2700|2200»}  # ! 2700 W may be drawn together, 2500 W with the limits
""",
    "a limit of which nobody knows what it saves": """
nodes: [{name: n, peak_watts: 1000, gpus: [{name: RTX 4090, «|watts: 450, »limit_watts: 300}]}]
power: {ups_watts: 900}  # ! 100 W have to go: lower limits, or another circuit; what is saved by the limit of RTX 4090 is not known
""",
    "peaks over everything": "nodes: [{name: n, peak_watts: 900}]\npower: {ups_watts: 2000, possible_watts: «800|1000»}  # ! power.possible_watts: the peaks of the nodes add up to 900 W",
    "memory over a node": """
nodes:
- {name: n, memory_gb: 1}  # ! nodes[0].memory_gb: the services on n want 1.2 GB together; it has 1 GB; the largest is `b`
services: [{name: a, node: n, memory_gb: 0.3, @PROBE}, {name: b, node: n, memory_gb: 0.«9|7», @PROBE}]
""",
    "memory over a cluster": """
nodes: [{name: n, memory_gb: 4}, {name: o, memory_gb: 4}]
clusters: [{name: c, nodes: [n, o]}]  # ! clusters[0].nodes: the services of c want 9 GB together; its nodes have 8 GB
services: [{name: a, cluster: c, memory_gb: «9|8», @PROBE}]
""",
    "no probe": "services: [{name: a, port: 80«|, @PROBE»}]  # ! services[0]: `a` has no probe: nothing tells whether it is up; add one",
    "no place to ask": "nodes: [{name: n«|, address: n»}]\nservices: [{name: a, node: n, probe: {kind: http}}]  # ! services[0].probe: there is no place to ask: n has no `address`",
    "nobody to ask": "phases: [{number: 1, name: one, gate: [{text: up, probe: {kind: postgres«|, host: h»}}]}]  # ! phases[0].gate[0].probe: there is no place to ask: there is no node",
    "no port to ask": "nodes: [{name: n, ssh: local}]\nservices: [{name: a, node: n, probe: {kind: tcp}«|, port: 80»}]  # ! services[0].probe: there is no port to ask",
    "no way to a node": "nodes: [{name: n«|, ssh: n»}]\nconstraints: [{text: cool, node: n, probe: {kind: nvidia}}]  # ! constraints[0].probe: nothing says how to reach n",
    "no workload": "clusters: [{name: c}]\nservices: [{name: a, cluster: c, namespace: n, «|workload: Deployment/a, »probe: {kind: kubernetes}}]  # ! nothing says which workload it is",
    "a regular expression that is none": "services: [{name: a, probe: {kind: http, host: h, matches: '[a-z«|]»'}}]  # ! services[0].probe.matches: it is no regular expression",
    "a compose file on no machine": "nodes: [{name: n, ssh: local}]\nservices: [{name: a, «|node: n, »deploy: {compose: /c.yml}, @PROBE}]  # ! services[0].deploy.compose: nothing says on which machine",
    "a unit on a node out of reach": "nodes: [{name: n«|, ssh: n»}]\nservices: [{name: a, node: n, deploy: {unit: a.service}, @PROBE}]  # ! services[0].deploy.unit: nothing says how to reach n",
    "an application without a cluster": "«|clusters: [{name: c}]»\nservices: [{name: a, deploy: {application: a}, @PROBE}]  # ! services[0].deploy.application: there is no cluster",
    "a command that nothing takes back": "services: [{name: a, deploy: {run: make up«|, undo: make down»}, @PROBE}]  # ! services[0].deploy.run: nothing takes it back",
    "a command that would be computed": "services: [{name: a, deploy: {run: 'make «{{up}}|up»', undo: make down}, @PROBE}]  # ! services[0].deploy.run: `{{` and `{%` mean something",
    "a service of no compose file": "nodes: [{name: n, ssh: n}]\nservices: [{name: a, node: n, deploy: {unit: a.service«, service: a|»}, @PROBE}]  # ! services[0].deploy.service: `service` goes with `compose` only",
    "a page that is not there": "knowledge: [«there|here».md]  # ! knowledge[0]: there is no file there.md",
    "a page that stands twice": "knowledge:\n- here.md\n- «here|also».md  # ! knowledge[1]: the page `here.md` stands in line 3 already",
}
