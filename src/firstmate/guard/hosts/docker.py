"""docker, podman, nerdctl and compose: what every one of their commands does."""

from __future__ import annotations

from firstmate.guard.hosts.docker_flags import COMMANDS, EVERYWHERE
from firstmate.guard.ops.tool import Tool, paths

READS = paths(
    """
    : diff events help history images info inspect logs port ps search stats top version wait
    buildx: du inspect ls version
    buildx history: inspect logs ls
    buildx imagetools: inspect
    checkpoint: ls
    compose: config events images logs ls port ps stats top version volumes wait
    config: inspect ls
    container: diff inspect logs ls port stats top wait
    context: inspect ls show
    image: history inspect ls
    manifest: inspect
    network: inspect ls
    node: inspect ls ps
    plugin: inspect ls
    scout: compare cves quickview recommendations version
    secret: inspect ls
    service: inspect logs ls ps
    stack: config ls ps services
    system: df events info
    trust: inspect
    volume: inspect ls
    """
)
SAFE = {
    "compose pull": "downloads images",
    "compose restart": "restarts containers: they come back as they are",
    "container restart": "restarts containers: they come back as they are",
    "image pull": "downloads an image",
    "pull": "downloads an image",
    "restart": "restarts containers: they come back as they are",
}
BUILDS = paths(
    """
    : build
    builder: build
    buildx: bake build
    compose: build
    image: build
    """
)
LOST = "what no container uses is lost"
RISKY = {
    "attach": "what is typed goes to the program in the container, Ctrl-C too",
    "commit": "makes an image of a container, with what is in it",
    "cp": "copies files into a container or out of it",
    "create": "makes a container",
    "exec": "opens a shell or program in a container: it may change or show anything there",
    "export": "copies all files of a container",
    "import": "makes an image of any file",
    "kill": "kills what runs, without letting it finish",
    "load": "brings in images from a file",
    "login": "stores a credential",
    "logout": "forgets a credential",
    "pause": "stops what runs, until somebody unpauses it",
    "push": "publishes images for others",
    "rename": "changes the name that others know a container by",
    "rm": "deletes containers and what was written in them",
    "rmi": "deletes images",
    "run": "runs a program in a new container, with whatever it is given",
    "save": "copies whole images into a file",
    "start": "starts containers",
    "stop": "stops what runs",
    "tag": "changes which image a name means",
    "unpause": "lets it run again",
    "update": "changes the limits of containers",
    "builder prune": "deletes what builds have stored",
    **{f"buildx {verb}": "changes the builders"
       for verb in ("create", "install", "prune", "rm", "stop", "uninstall", "use")},
    **{f"checkpoint {verb}": "stops a container, or changes its saved states" for verb in ("create", "rm")},
    "compose attach": "what is typed goes to the program in the container, Ctrl-C too",
    "compose cp": "copies files into a container or out of it",
    "compose create": "makes the containers of a project",
    "compose down": "stops and removes all containers and networks of a project",
    "compose exec": "opens a shell or program in a container: it may change or show anything there",
    "compose kill": "kills what runs, without letting it finish",
    "compose pause": "stops what runs, until somebody unpauses it",
    "compose publish": "publishes the project for others",
    "compose push": "publishes images for others",
    "compose rm": "deletes stopped containers and what was written in them",
    "compose run": "runs a program in a new container of the project",
    "compose scale": "changes how many containers run",
    "compose start": "starts containers",
    "compose stop": "stops what runs",
    "compose unpause": "lets it run again",
    "compose up": "creates, changes and restarts whatever the project's file says",
    "compose watch": "rebuilds and restarts containers when files change",
    "config create": "stores a configuration for services",
    "config rm": "takes a configuration away from services",
    "container prune": "deletes every stopped container and what was written in it",
    "context create": "says where docker acts",
    "context export": "copies the credentials of a context",
    "context import": "says where docker acts",
    "context rm": "forgets where docker acts",
    "context update": "changes where docker acts",
    "context use": "changes where docker acts from now on",
    "image load": "brings in images from a file",
    "image import": "makes an image of any file",
    "image prune": f"deletes images: {LOST}",
    "image push": "publishes an image for others",
    "image rm": "deletes images",
    "image save": "copies whole images into a file",
    "image tag": "changes which image a name means",
    **{f"manifest {verb}": "changes what a name means in a registry" for verb in ("annotate", "create", "push", "rm")},
    **{f"network {verb}": "changes which containers reach each other" for verb in ("connect", "create", "disconnect")},
    "network prune": "deletes networks that no container uses now",
    "network rm": "deletes networks",
    "node demote": "takes a manager away from the swarm",
    "node promote": "makes a node a manager of the swarm",
    "node rm": "takes a node out of the swarm",
    "node update": "changes where services may run",
    **{f"plugin {verb}": "changes what docker itself runs, with its rights"
       for verb in ("create", "disable", "enable", "install", "push", "rm", "set", "upgrade")},
    "secret create": "stores a secret for services",
    "secret rm": "takes a secret away from services",
    "service create": "runs a service",
    "service rm": "deletes services",
    "service rollback": "puts a service back to what it was before",
    "service scale": "changes how many containers of a service run",
    "service update": "changes a service and restarts its containers",
    "stack deploy": "creates and changes whatever the stack's file says",
    "stack rm": "deletes all services, secrets and networks of a stack",
    "swarm ca": "changes the root of trust of the swarm",
    "swarm init": "makes this machine a swarm",
    "swarm join": "makes this machine part of a swarm",
    "swarm join-token": "prints a credential for joining the swarm",
    "swarm leave": "takes this machine out of the swarm",
    "swarm unlock": "unlocks the swarm with its key",
    "swarm unlock-key": "prints the key of the swarm",
    "swarm update": "changes the swarm",
    "system prune": f"deletes stopped containers, networks and images: {LOST}",
    **{f"trust {path}": "changes whom images are trusted from"
       for path in ("key generate", "key load", "revoke", "sign", "signer add", "signer remove")},
    "volume create": "makes a volume",
    "volume prune": "deletes volumes with their data: that cannot be undone",
    "volume rm": "deletes volumes with their data: that cannot be undone",
    "volume update": "changes a cluster volume",
}  # fmt: skip
IN_A_GROUP = "attach commit cp create exec export kill pause rename rm run start stop unpause update"
RISKY |= {f"container {verb}": RISKY[verb] for verb in IN_A_GROUP.split()}
ALIASES = {
    "compose convert": "compose config",
    "container list": "container ls",
    "container ps": "container ls",
    "image list": "image ls",
    "image remove": "image rm",
    "network list": "network ls",
    "network remove": "network rm",
    "volume list": "volume ls",
    "volume remove": "volume rm",
    "context list": "context ls",
    "service list": "service ls",
    "stack up": "stack deploy",
    "stack down": "stack rm",
    "stack remove": "stack rm",
    "stack list": "stack ls",
    "node list": "node ls",
    "secret list": "secret ls",
    "secret remove": "secret rm",
    "config list": "config ls",
    "buildx b": "buildx build",
}
COMPOSE = (
    "f:file= p:project-name= profile= project-directory= env-file= ansi= progress= parallel= compatibility dry-run "
    "all-resources verbose workdir="
)
COMPOSE_EXEC = "d:detach e:env= index= privileged T:no-TTY no-tty u:user= w:workdir= i:interactive t:tty"
COMPOSE_RUN = (
    "build cap-add= cap-drop= d:detach entrypoint= e:env= env-from-file= i:interactive l:label= name= T:no-TTY no-deps "
    "P:service-ports p:publish= pull= q:quiet quiet-build quiet-pull remove-orphans rm use-aliases u:user= v:volume= "
    "w:workdir= t:tty"
)
OWN = {
    **{path: f"{own} net=" for path, own in COMMANDS.items() if path not in BUILDS},
    "compose": "",
    "compose down": "remove-orphans rmi= t:timeout= v:volumes",
    "compose exec": COMPOSE_EXEC,
    "compose logs": "f:follow index= no-color no-log-prefix since= n:tail= t:timestamps until=",
    "compose rm": "a:all f:force s:stop v:volumes",
    "compose run": COMPOSE_RUN,
}
WORSE = {
    "compose down --volumes": "deletes the project's volumes with their data: that cannot be undone",
    "compose rm --volumes": "deletes the containers' volumes with their data",
    "rm --volumes": "deletes the containers' volumes with their data",
    "container rm --volumes": "deletes the containers' volumes with their data",
    "system prune --volumes": "deletes volumes with their data too: that cannot be undone",
    "compose config --output": "writes a file",
    "secret inspect --showsecret": "prints a secret",
}
DOCKER = Tool(
    "docker",
    READS,
    SAFE,
    RISKY,
    no_say=BUILDS,
    aliases=ALIASES,
    everywhere=f"{COMPOSE} {EVERYWHERE}",
    own=OWN,
    worse=WORSE,
    dry={path: "dry-run" for path in (*RISKY, *SAFE) if path.startswith("compose ")},
    where={"--host": "host", "--context": "host", "DOCKER_HOST": "host", "DOCKER_CONTEXT": "host"},
    files=frozenset({"file"}),
)
PODMAN = DOCKER._replace(
    name="podman",
    reads=READS
    | paths(
        """
        : list mount
        container: exists list mount ps
        generate: spec
        healthcheck: run
        image: exists list mount tree
        machine: info inspect list ls
        network: exists list
        pod: exists inspect logs ls list ps stats top
        secret: exists
        system: check
        system connection: list ls
        volume: exists list
        """
    ),
    risky={
        **RISKY,
        "auto-update": "updates containers to newer images",
        "generate kube": "writes what runs as a manifest",
        "generate systemd": "writes units",
        "kube down": "deletes what a manifest has made",
        "kube play": "creates whatever a manifest says",
        "machine rm": "deletes a virtual machine with all that is in it",
        "machine ssh": "opens a shell or program in the machine",
        "machine start": "starts the machine",
        "machine stop": "stops the machine with all that is in it",
        "pod create": "makes a pod",
        "pod kill": "kills what runs in a pod",
        "pod prune": "deletes stopped pods",
        "pod restart": "restarts every container of a pod",
        "pod rm": "deletes pods",
        "pod start": "starts pods",
        "pod stop": "stops pods",
        "system migrate": "stops all containers",
        "system renumber": "changes the locks of all containers",
        "system reset": "deletes all containers, images, volumes and networks",
        "system service": "opens podman to other programs",
    },
    everywhere=(
        f"{COMPOSE} {EVERYWHERE} r:remote connection= url= identity= root= runroot= storage-driver= cgroup-manager= "
        "n:namespace= address="
    ),
    own={
        path: own
        for path, own in OWN.items()
        if path.startswith("compose") or path in ("exec", "run", "container exec", "container run")
    },
    where={**DOCKER.where, "--connection": "host", "--url": "host", "--address": "host", "CONTAINER_HOST": "host"},
)  # fmt: skip


def _compose_alone() -> Tool:
    """docker-compose: the same, without the word before it."""

    def short(path: str) -> str:
        return path.removeprefix("compose ")

    return DOCKER._replace(
        name="docker-compose",
        reads=frozenset(short(path) for path in READS if path.startswith("compose ")) | {"help"},
        safe={short(path): why for path, why in SAFE.items() if path.startswith("compose ")},
        risky={short(path): why for path, why in RISKY.items() if path.startswith("compose ")},
        no_say=frozenset(("build",)),
        aliases={"convert": "config"},
        everywhere=f"h:help v:version H:host= {COMPOSE}",
        own={short(path): own for path, own in OWN.items() if path.startswith("compose ")},
        worse={short(path): why for path, why in WORSE.items() if path.startswith("compose ")},
        dry={short(path): flag for path, flag in DOCKER.dry.items()},
    )


COMPOSE_ALONE = _compose_alone()
