"""A mistake in a configuration file."""

from firstmate.practice.scenarios import Scenario, delete_pods, patch, pods_named

BROKEN = "server {\n    listen 8080 deafult_server;\n    server_name _;\n    root /usr/share/nginx/html;\n}\n"
MENDED = BROKEN.replace("deafult", "default").replace("\n", "\\n").replace("    ", " ")

SCENARIO = Scenario(
    __name__,
    title="A program that does not understand its configuration",
    story="The web server's configuration was edited. It crashes, and nobody looked at what it says.",
    cause="The ConfigMap web-nginx has a typing mistake: `deafult_server`. nginx ends with exit code 1 at every start.",
    findings=("crash-loop",),
    root=("Deployment/dev/web",),
    cures=(
        f'kubectl -n dev patch configmap web-nginx --type=merge -p \'{{"data":{{"default.conf":"{MENDED}"}}}}\'',
        "kubectl -n dev rollout restart deployment/web",
    ),
    alerts=("KubePodCrashLooping", "KubeDeploymentReplicasMismatch"),
    changes=(
        patch("configmaps", "dev", "web-nginx", {"data": {"default.conf": BROKEN}}),
        delete_pods(pods_named("dev", "web")),
    ),
)
