"""Tools of MCP servers as the commands that have the same effect, by the tool's name.

Tools of containers/kubernetes-mcp-server, Flux159/mcp-server-kubernetes, argoproj-labs/mcp-for-argocd, and the names
that Docker's and Helm's servers share. Each word is taken when all that it names is given: `{name}` one argument,
`{a|b}` the first of them, `{args…}` a list as words of its own, `?force:--force` a switch, `<{manifest}` standard
input. An argument that no word names makes the call unclear, except for those of IGNORED.
"""

from __future__ import annotations

from firstmate.guard.hosts.names import names

IGNORED = names(
    "output apiVersion allNamespaces showEvents showLabels sortBy limit tail tailLines since timestamps "
    "previous includeCompleted verbose format maxResults wait timeout explain recursive follow description "
    "continue jsonpath columns reason all_namespaces sort_by tail_lines page pageSize page_size per_page search "
    "labelSelectors grace query"
)
"""They choose what is shown, or how long it takes."""
PLACE = "?allNamespaces:-A --context={context} --kubeconfig={kubeconfig}"
OBJECT = "{resourceType|resource_type|kind|resource} {name|pod_name|podName} --namespace={namespace}"

_KUBERNETES = {
    # containers/kubernetes-mcp-server
    "configuration_view": "kubectl config view ?minified:--minify",
    "configuration_contexts_list": "kubectl config get-contexts",
    "targets_list": "kubectl config get-contexts",
    "events_list": "kubectl get events --namespace={namespace}",
    "namespaces_list": "kubectl get namespaces",
    "projects_list": "kubectl get namespaces",
    "nodes_log": "kubectl get --raw=/api/v1/nodes/{name|node}/proxy/logs/{query}",
    "nodes_stats_summary": "kubectl get --raw=/api/v1/nodes/{name|node}/proxy/stats/summary",
    "nodes_top": "kubectl top nodes {name} --selector={label_selector}",
    "pods_list": "kubectl get pods -A --selector={labelSelector} --field-selector={fieldSelector}",
    "pods_list_in_namespace": "kubectl get pods --namespace={namespace} --selector={labelSelector}",
    "pods_get": "kubectl get pod {name} --namespace={namespace} -o yaml",
    "pods_delete": "kubectl delete pod {name} --namespace={namespace}",
    "pods_top": "kubectl top pods {name} --namespace={namespace} --selector={label_selector}",
    "pods_exec": "kubectl exec {name} --namespace={namespace} --container={container} -- {command…}",
    "pods_log": "kubectl logs {name} --namespace={namespace} --container={container}",
    "pods_run": "kubectl run {name} --image={image} --namespace={namespace} --port={port}",
    "resources_list": "kubectl get {kind} --namespace={namespace} --selector={labelSelector} -o yaml",
    "resources_get": "kubectl get {kind} {name} --namespace={namespace} -o yaml",
    "resources_create_or_update": "kubectl apply --server-side -f - <{resource}",
    "resources_delete": "kubectl delete {kind} {name} --namespace={namespace}",
    "resources_scale": "kubectl scale {kind} {name} --namespace={namespace} --replicas={scale}",
    # Flux159/mcp-server-kubernetes
    "kubectl_get": f"kubectl get {OBJECT} --selector={{labelSelector}} --output={{output}}",
    "kubectl_describe": f"kubectl describe {OBJECT}",
    "kubectl_apply": "kubectl apply --filename={filename} ?manifest:-f ?manifest:- --namespace={namespace} "
    "?dryRun:--dry-run=server ?force:--force <{manifest}",
    "kubectl_create": "kubectl create ?manifest:-f ?manifest:- {resourceType} {name} --filename={filename} "
    "--namespace={namespace} ?dryRun:--dry-run=server <{manifest}",
    "kubectl_delete": f"kubectl delete {OBJECT} --filename={{filename}} --selector={{labelSelector}} ?force:--force "
    "--grace-period={gracePeriodSeconds} ?manifest:-f ?manifest:- <{manifest}",
    "kubectl_logs": "kubectl logs {resourceType}/{name} --namespace={namespace} --container={container} "
    "--selector={labelSelector}",
    "kubectl_patch": f"kubectl patch {OBJECT} --patch={{patchData}} --patch-file={{patchFile}} --type={{patchType}}",
    "kubectl_scale": "kubectl scale {resourceType|resource_type} {name} --namespace={namespace} --replicas={replicas}",
    "kubectl_rollout": "kubectl rollout {subCommand} {resourceType}/{name} --namespace={namespace} "
    "--to-revision={toRevision|revision}",
    "kubectl_generic": "kubectl {command} {subCommand} {resourceType} {name} --namespace={namespace} {args…} {flags…}",
    "kubectl_context": "kubectl config {operation} {name}",
    "explain_resource": "kubectl explain {resource} --api-version={apiVersion}",
    "list_api_resources": "kubectl api-resources",
    "exec_in_pod": "kubectl exec {name} --namespace={namespace} --container={container} -- {command…}",
    "port_forward": "kubectl port-forward {resourceType}/{resourceName} {localPort}:{targetPort} "
    "--namespace={namespace}",
    "node_management": "kubectl {operation} {nodeName} ?force:--force ?deleteLocalData:--delete-emptydir-data "
    "?ignoreDaemonsets:--ignore-daemonsets ?dryRun:--dry-run=server",
}
_HELM = {
    "helm_list": "helm list --namespace={namespace} ?all_namespaces:-A",
    "helm_install": "helm install {name} {chart} --namespace={namespace}",
    "helm_uninstall": "helm uninstall {name} --namespace={namespace}",
    "install_helm_chart": "helm install {name} {chart} --namespace={namespace} --repo={repo}",
    "upgrade_helm_chart": "helm upgrade {name} {chart} --namespace={namespace} --repo={repo}",
    "uninstall_helm_chart": "helm uninstall {name|releaseName} --namespace={namespace}",
}
_APP = "{applicationName|name} --app-namespace={applicationNamespace}"
_ARGO_CD = {
    "list_applications": "argocd app list",
    "list_clusters": "argocd cluster list",
    "get_application": f"argocd app get {_APP}",
    "get_application_resource_tree": f"argocd app resources {_APP}",
    "get_application_managed_resources": f"argocd app resources {_APP}",
    "get_application_events": f"argocd app get {_APP}",
    "get_application_workload_logs": f"argocd app logs {_APP}",
    "get_resource_actions": f"argocd app actions list {_APP}",
    "run_resource_action": f"argocd app actions run {_APP} {{action}}",
    "sync_application": f"argocd app sync {_APP} ?prune:--prune ?dryRun:--dry-run --revision={{revision}}",
    "create_application": "argocd app create {applicationName|name}",
    "update_application": f"argocd app set {_APP}",
    "delete_application": f"argocd app delete {_APP} ?cascade:--cascade",
}
_DOCKER = {
    "list_containers": "docker ps",
    "get_logs": "docker logs {container_name|container|name}",
    "fetch_container_logs": "docker logs {container_id}",
    "run_container": "docker run {image}",
    "create_container": "docker create {image}",
    "start_container": "docker start {container_id|container|name}",
    "stop_container": "docker stop {container_id|container|name}",
    "restart_container": "docker restart {container_id|container|name}",
    "remove_container": "docker rm {container_id|container|name} ?force:--force",
    "remove_image": "docker rmi {image} ?force:--force",
    "remove_volume": "docker volume rm {volume_name|name}",
    "remove_network": "docker network rm {network_id|name}",
}
AS_COMMANDS = {**_KUBERNETES, **_HELM, **_ARGO_CD, **_DOCKER}
AMBIGUOUS = names(
    "get_logs create_container run_container list_clusters create_application update_application helm_install "
    "install_helm_chart upgrade_helm_chart run_resource_action pods_run"
)
"""What else these are given makes them no more dangerous than the command already is."""
