"""Kubernetes objects as Firstmate reads them: only the fields that a rule needs, frozen, decoded straight from bytes.

Shapes follow the Kubernetes API reference (v1.20 to v1.34). Lists are tuples, an absent field is its empty value, and
annotations are an allow-list, so that no `last-applied-configuration` (which may hold secrets) enters the process.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

Time = Annotated[datetime, msgspec.Meta(tz=True)]
"""With its zone, as the API always tells it: one without cannot be compared and is left out as odd."""


class Fields(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False, omit_defaults=True):
    """Base of everything decoded from the API: camelCase on the wire, frozen, unknown fields skipped."""


class OwnerReference(Fields, frozen=True):
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool = False


class Annotations(Fields, frozen=True):
    """The annotations that rules read; all others are skipped while decoding."""

    argocd_tracking: str = msgspec.field(name="argocd.argoproj.io/tracking-id", default="")
    default_class: str = msgspec.field(name="storageclass.kubernetes.io/is-default-class", default="")
    default_class_beta: str = msgspec.field(name="storageclass.beta.kubernetes.io/is-default-class", default="")
    default_ingress_class: str = msgspec.field(name="ingressclass.kubernetes.io/is-default-class", default="")
    ingress_class: str = msgspec.field(name="kubernetes.io/ingress.class", default="")
    mirror_pod: str = msgspec.field(name="kubernetes.io/config.mirror", default="")
    revision: str = msgspec.field(name="deployment.kubernetes.io/revision", default="")
    restarted_at: str = msgspec.field(name="kubectl.kubernetes.io/restartedAt", default="")
    volume_provisioner: str = msgspec.field(name="volume.kubernetes.io/storage-provisioner", default="")
    selected_node: str = msgspec.field(name="volume.kubernetes.io/selected-node", default="")
    helm_release: str = msgspec.field(name="meta.helm.sh/release-name", default="")


class Meta(Fields, frozen=True):
    name: str = ""
    namespace: str = ""
    uid: str = ""
    labels: dict[str, str] = {}
    annotations: Annotations = Annotations()
    owner_references: tuple[OwnerReference, ...] = ()
    finalizers: tuple[str, ...] = ()
    creation_timestamp: Time | None = None
    deletion_timestamp: Time | None = None
    deletion_grace_period_seconds: int | None = None
    generation: int = 0


class Object(Fields, frozen=True):
    """What every Kubernetes object has."""

    metadata: Meta = Meta()


class Condition(Fields, frozen=True):
    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: Time | None = None
    last_heartbeat_time: Time | None = None
    observed_generation: int = 0


class Reference(Fields, frozen=True):
    kind: str = ""
    namespace: str = ""
    name: str = ""
    api_group: str = ""


class LabelRequirement(Fields, frozen=True):
    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


class LabelSelector(Fields, frozen=True):
    match_labels: dict[str, str] = {}
    match_expressions: tuple[LabelRequirement, ...] = ()


# ---- pods ----------------------------------------------------------------------------------------------------------


class ContainerPort(Fields, frozen=True):
    name: str = ""
    container_port: int = 0
    host_port: int = 0
    host_ip: str = msgspec.field(name="hostIP", default="")
    protocol: str = "TCP"


class KeyRef(Fields, frozen=True):
    name: str = ""
    key: str = ""
    optional: bool = False


class EnvSource(Fields, frozen=True):
    config_map_key_ref: KeyRef | None = None
    secret_key_ref: KeyRef | None = None


class EnvVar(Fields, frozen=True):
    name: str = ""
    value: str = ""
    value_from: EnvSource | None = None


class EnvFrom(Fields, frozen=True):
    prefix: str = ""
    config_map_ref: KeyRef | None = None
    secret_ref: KeyRef | None = None


class Resources(Fields, frozen=True):
    requests: dict[str, str | int | float] = {}
    limits: dict[str, str | int | float] = {}


class HttpGet(Fields, frozen=True):
    path: str = ""
    port: int | str = 0
    scheme: str = "HTTP"
    host: str = ""


class PortAction(Fields, frozen=True):
    port: int | str = 0


class Exec(Fields, frozen=True):
    command: tuple[str, ...] = ()


class Probe(Fields, frozen=True):
    http_get: HttpGet | None = None
    tcp_socket: PortAction | None = None
    grpc: PortAction | None = None
    exec: Exec | None = None
    initial_delay_seconds: int = 0
    timeout_seconds: int = 1
    period_seconds: int = 10
    failure_threshold: int = 3


class VolumeMount(Fields, frozen=True):
    name: str = ""
    mount_path: str = ""
    sub_path: str = ""
    read_only: bool = False


class SecurityContext(Fields, frozen=True):
    privileged: bool = False
    run_as_user: int | None = None
    run_as_group: int | None = None
    fs_group: int | None = None
    run_as_non_root: bool | None = None
    read_only_root_filesystem: bool = False


class Container(Fields, frozen=True):
    name: str = ""
    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    ports: tuple[ContainerPort, ...] = ()
    env: tuple[EnvVar, ...] = ()
    env_from: tuple[EnvFrom, ...] = ()
    resources: Resources = Resources()
    liveness_probe: Probe | None = None
    readiness_probe: Probe | None = None
    startup_probe: Probe | None = None
    volume_mounts: tuple[VolumeMount, ...] = ()
    security_context: SecurityContext | None = None
    restart_policy: str = ""


class KeyToPath(Fields, frozen=True):
    key: str = ""


class ConfigMapVolume(Fields, frozen=True):
    name: str = ""
    optional: bool = False
    items: tuple[KeyToPath, ...] = ()


class SecretVolume(Fields, frozen=True):
    secret_name: str = ""
    optional: bool = False
    items: tuple[KeyToPath, ...] = ()


class SecretProjection(Fields, frozen=True):
    name: str = ""
    optional: bool = False
    items: tuple[KeyToPath, ...] = ()


class ProjectedSource(Fields, frozen=True):
    config_map: ConfigMapVolume | None = None
    secret: SecretProjection | None = None


class Projected(Fields, frozen=True):
    sources: tuple[ProjectedSource, ...] = ()


class ClaimVolume(Fields, frozen=True):
    claim_name: str = ""
    read_only: bool = False


class HostPath(Fields, frozen=True):
    path: str = ""
    type: str = ""


class Nfs(Fields, frozen=True):
    server: str = ""
    path: str = ""


class Csi(Fields, frozen=True):
    driver: str = ""
    volume_handle: str = ""


class Ephemeral(Fields, frozen=True):
    """A generic ephemeral volume: its claim is named POD-VOLUME."""


class Volume(Fields, frozen=True):
    name: str = ""
    persistent_volume_claim: ClaimVolume | None = None
    config_map: ConfigMapVolume | None = None
    secret: SecretVolume | None = None
    projected: Projected | None = None
    host_path: HostPath | None = None
    nfs: Nfs | None = None
    csi: Csi | None = None
    ephemeral: Ephemeral | None = None


class Toleration(Fields, frozen=True):
    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""


class NodeSelectorTerm(Fields, frozen=True):
    match_expressions: tuple[LabelRequirement, ...] = ()
    match_fields: tuple[LabelRequirement, ...] = ()


class NodeSelector(Fields, frozen=True):
    node_selector_terms: tuple[NodeSelectorTerm, ...] = ()


class NodeAffinity(Fields, frozen=True):
    required: NodeSelector | None = msgspec.field(name="requiredDuringSchedulingIgnoredDuringExecution", default=None)


class PodAffinityTerm(Fields, frozen=True):
    label_selector: LabelSelector | None = None
    namespaces: tuple[str, ...] = ()
    topology_key: str = ""


class PodAffinity(Fields, frozen=True):
    required: tuple[PodAffinityTerm, ...] = msgspec.field(
        name="requiredDuringSchedulingIgnoredDuringExecution", default=()
    )


class Affinity(Fields, frozen=True):
    node_affinity: NodeAffinity | None = None
    pod_affinity: PodAffinity | None = None
    pod_anti_affinity: PodAffinity | None = None


class TopologySpread(Fields, frozen=True):
    max_skew: int = 1
    topology_key: str = ""
    when_unsatisfiable: str = "DoNotSchedule"
    label_selector: LabelSelector | None = None


class DnsConfig(Fields, frozen=True):
    nameservers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()


class PodSpec(Fields, frozen=True):
    containers: tuple[Container, ...] = ()
    init_containers: tuple[Container, ...] = ()
    node_name: str = ""
    node_selector: dict[str, str] = {}
    affinity: Affinity | None = None
    tolerations: tuple[Toleration, ...] = ()
    topology_spread_constraints: tuple[TopologySpread, ...] = ()
    service_account_name: str = ""
    image_pull_secrets: tuple[KeyRef, ...] = ()
    volumes: tuple[Volume, ...] = ()
    restart_policy: str = "Always"
    dns_policy: str = "ClusterFirst"
    dns_config: DnsConfig | None = None
    host_network: bool = False
    scheduler_name: str = ""
    priority_class_name: str = ""
    security_context: SecurityContext | None = None


class Waiting(Fields, frozen=True):
    reason: str = ""
    message: str = ""


class Running(Fields, frozen=True):
    started_at: Time | None = None


class Terminated(Fields, frozen=True):
    reason: str = ""
    message: str = ""
    exit_code: int = 0
    signal: int = 0
    started_at: Time | None = None
    finished_at: Time | None = None


class ContainerState(Fields, frozen=True):
    waiting: Waiting | None = None
    running: Running | None = None
    terminated: Terminated | None = None


class ContainerStatus(Fields, frozen=True):
    name: str = ""
    image: str = ""
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    state: ContainerState = ContainerState()
    last_state: ContainerState = ContainerState()


class PodStatus(Fields, frozen=True):
    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: tuple[Condition, ...] = ()
    container_statuses: tuple[ContainerStatus, ...] = ()
    init_container_statuses: tuple[ContainerStatus, ...] = ()
    pod_ip: str = msgspec.field(name="podIP", default="")
    start_time: Time | None = None
    nominated_node_name: str = ""


class Pod(Object, frozen=True):
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()


# ---- controllers ---------------------------------------------------------------------------------------------------


class TemplateMeta(Fields, frozen=True):
    labels: dict[str, str] = {}


class PodTemplate(Fields, frozen=True):
    metadata: TemplateMeta = TemplateMeta()
    spec: PodSpec = PodSpec()


class WorkloadSpec(Fields, frozen=True):
    """Of a Deployment, StatefulSet or DaemonSet (which has no `replicas`)."""

    replicas: int = 1
    paused: bool = False
    selector: LabelSelector = LabelSelector()
    template: PodTemplate = PodTemplate()
    service_name: str = ""
    volume_claim_templates: tuple[Object, ...] = ()


class WorkloadStatus(Fields, frozen=True):
    replicas: int = 0
    ready_replicas: int = 0
    available_replicas: int = 0
    updated_replicas: int = 0
    unavailable_replicas: int = 0
    observed_generation: int = 0
    conditions: tuple[Condition, ...] = ()
    desired_number_scheduled: int = 0
    current_number_scheduled: int = 0
    updated_number_scheduled: int = 0
    number_ready: int = 0
    number_unavailable: int = 0
    number_misscheduled: int = 0
    current_revision: str = ""
    update_revision: str = ""


class Workload(Object, frozen=True):
    spec: WorkloadSpec = WorkloadSpec()
    status: WorkloadStatus = WorkloadStatus()


class Deployment(Workload, frozen=True):
    """A Deployment."""


class StatefulSet(Workload, frozen=True):
    """A StatefulSet."""


class DaemonSet(Workload, frozen=True):
    """A DaemonSet."""


class ReplicaSetSpec(Fields, frozen=True):
    """Without the template: a cluster keeps ten old ReplicaSets a Deployment, and no rule reads theirs."""

    replicas: int = 1


class ReplicaSet(Object, frozen=True):
    spec: ReplicaSetSpec = ReplicaSetSpec()
    status: WorkloadStatus = WorkloadStatus()


class JobSpec(Fields, frozen=True):
    completions: int | None = None
    parallelism: int | None = None
    backoff_limit: int = 6
    active_deadline_seconds: int | None = None
    suspend: bool = False
    template: PodTemplate = PodTemplate()


class JobStatus(Fields, frozen=True):
    active: int = 0
    succeeded: int = 0
    failed: int = 0
    start_time: Time | None = None
    completion_time: Time | None = None
    conditions: tuple[Condition, ...] = ()


class Job(Object, frozen=True):
    spec: JobSpec = JobSpec()
    status: JobStatus = JobStatus()


class JobTemplate(Fields, frozen=True):
    spec: JobSpec = JobSpec()


class CronJobSpec(Fields, frozen=True):
    schedule: str = ""
    time_zone: str = ""
    suspend: bool = False
    concurrency_policy: str = "Allow"
    starting_deadline_seconds: int | None = None
    job_template: JobTemplate = JobTemplate()


class CronJobStatus(Fields, frozen=True):
    active: tuple[Reference, ...] = ()
    last_schedule_time: Time | None = None
    last_successful_time: Time | None = None


class CronJob(Object, frozen=True):
    spec: CronJobSpec = CronJobSpec()
    status: CronJobStatus = CronJobStatus()


class HpaSpec(Fields, frozen=True):
    scale_target_ref: Reference = Reference()
    min_replicas: int = 1
    max_replicas: int = 1


class HpaStatus(Fields, frozen=True):
    current_replicas: int = 0
    desired_replicas: int = 0
    conditions: tuple[Condition, ...] = ()


class HorizontalPodAutoscaler(Object, frozen=True):
    spec: HpaSpec = HpaSpec()
    status: HpaStatus = HpaStatus()


class PdbSpec(Fields, frozen=True):
    min_available: int | str | None = None
    max_unavailable: int | str | None = None
    selector: LabelSelector | None = None


class PdbStatus(Fields, frozen=True):
    disruptions_allowed: int = 0
    current_healthy: int = 0
    desired_healthy: int = 0
    expected_pods: int = 0
    conditions: tuple[Condition, ...] = ()


class PodDisruptionBudget(Object, frozen=True):
    spec: PdbSpec = PdbSpec()
    status: PdbStatus = PdbStatus()


# ---- network -------------------------------------------------------------------------------------------------------


class ServicePort(Fields, frozen=True):
    name: str = ""
    port: int = 0
    target_port: int | str = 0
    protocol: str = "TCP"
    node_port: int = 0


class ServiceSpec(Fields, frozen=True):
    type: str = "ClusterIP"
    selector: dict[str, str] = {}
    ports: tuple[ServicePort, ...] = ()
    cluster_ip: str = msgspec.field(name="clusterIP", default="")
    external_name: str = ""
    external_ips: tuple[str, ...] = msgspec.field(name="externalIPs", default=())
    load_balancer_class: str = ""
    publish_not_ready_addresses: bool = False


class LoadBalancerIngress(Fields, frozen=True):
    ip: str = ""
    hostname: str = ""


class LoadBalancer(Fields, frozen=True):
    ingress: tuple[LoadBalancerIngress, ...] = ()


class ServiceStatus(Fields, frozen=True):
    load_balancer: LoadBalancer = LoadBalancer()
    conditions: tuple[Condition, ...] = ()


class Service(Object, frozen=True):
    spec: ServiceSpec = ServiceSpec()
    status: ServiceStatus = ServiceStatus()


class EndpointAddress(Fields, frozen=True):
    ip: str = ""
    node_name: str = ""
    target_ref: Reference | None = None


class EndpointPort(Fields, frozen=True):
    name: str = ""
    port: int = 0
    protocol: str = "TCP"


class EndpointSubset(Fields, frozen=True):
    addresses: tuple[EndpointAddress, ...] = ()
    not_ready_addresses: tuple[EndpointAddress, ...] = ()
    ports: tuple[EndpointPort, ...] = ()


class Endpoints(Object, frozen=True):
    subsets: tuple[EndpointSubset, ...] = ()


class SliceConditions(Fields, frozen=True):
    ready: bool = True


class SliceEndpoint(Fields, frozen=True):
    addresses: tuple[str, ...] = ()
    conditions: SliceConditions = SliceConditions()
    target_ref: Reference | None = None
    node_name: str = ""


class EndpointSlice(Object, frozen=True):
    endpoints: tuple[SliceEndpoint, ...] = ()
    ports: tuple[EndpointPort, ...] = ()


class BackendPort(Fields, frozen=True):
    name: str = ""
    number: int = 0


class BackendService(Fields, frozen=True):
    name: str = ""
    port: BackendPort = BackendPort()


class IngressBackend(Fields, frozen=True):
    service: BackendService | None = None
    service_name: str = ""  # networking.k8s.io/v1beta1
    service_port: int | str = 0


class IngressPath(Fields, frozen=True):
    path: str = ""
    backend: IngressBackend = IngressBackend()


class IngressHttp(Fields, frozen=True):
    paths: tuple[IngressPath, ...] = ()


class IngressRule(Fields, frozen=True):
    host: str = ""
    http: IngressHttp | None = None


class IngressTls(Fields, frozen=True):
    hosts: tuple[str, ...] = ()
    secret_name: str = ""


class IngressSpec(Fields, frozen=True):
    ingress_class_name: str = ""
    default_backend: IngressBackend | None = None
    rules: tuple[IngressRule, ...] = ()
    tls: tuple[IngressTls, ...] = ()


class Ingress(Object, frozen=True):
    spec: IngressSpec = IngressSpec()
    status: ServiceStatus = ServiceStatus()


class IngressClassSpec(Fields, frozen=True):
    controller: str = ""


class IngressClass(Object, frozen=True):
    spec: IngressClassSpec = IngressClassSpec()


class PolicyPort(Fields, frozen=True):
    port: int | str | None = None
    end_port: int | None = None
    protocol: str = "TCP"


class IpBlock(Fields, frozen=True):
    cidr: str = ""


class PolicyPeer(Fields, frozen=True):
    pod_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None
    ip_block: IpBlock | None = None


class IngressPolicyRule(Fields, frozen=True):
    ports: tuple[PolicyPort, ...] = ()
    peers: tuple[PolicyPeer, ...] = msgspec.field(name="from", default=())


class EgressPolicyRule(Fields, frozen=True):
    ports: tuple[PolicyPort, ...] = ()
    peers: tuple[PolicyPeer, ...] = msgspec.field(name="to", default=())


class NetworkPolicySpec(Fields, frozen=True):
    pod_selector: LabelSelector = LabelSelector()
    policy_types: tuple[str, ...] = ()
    ingress: tuple[IngressPolicyRule, ...] = ()
    egress: tuple[EgressPolicyRule, ...] = ()


class NetworkPolicy(Object, frozen=True):
    spec: NetworkPolicySpec = NetworkPolicySpec()


# ---- storage -------------------------------------------------------------------------------------------------------


class ClaimSpec(Fields, frozen=True):
    storage_class_name: str | None = None
    access_modes: tuple[str, ...] = ()
    volume_name: str = ""
    volume_mode: str = ""
    selector: LabelSelector | None = None
    resources: Resources = Resources()


class ClaimStatus(Fields, frozen=True):
    phase: str = ""
    capacity: dict[str, str | int | float] = {}
    conditions: tuple[Condition, ...] = ()


class PersistentVolumeClaim(Object, frozen=True):
    spec: ClaimSpec = ClaimSpec()
    status: ClaimStatus = ClaimStatus()


class VolumeNodeAffinity(Fields, frozen=True):
    required: NodeSelector | None = None


class ClaimRef(Fields, frozen=True):
    namespace: str = ""
    name: str = ""
    uid: str = ""


class VolumeSpec(Fields, frozen=True):
    storage_class_name: str = ""
    access_modes: tuple[str, ...] = ()
    capacity: dict[str, str | int | float] = {}
    claim_ref: ClaimRef | None = None
    persistent_volume_reclaim_policy: str = ""
    volume_mode: str = ""
    node_affinity: VolumeNodeAffinity | None = None
    host_path: HostPath | None = None
    nfs: Nfs | None = None
    csi: Csi | None = None
    local: HostPath | None = None


class VolumeStatus(Fields, frozen=True):
    phase: str = ""
    reason: str = ""
    message: str = ""


class PersistentVolume(Object, frozen=True):
    spec: VolumeSpec = VolumeSpec()
    status: VolumeStatus = VolumeStatus()


class StorageClass(Object, frozen=True):
    provisioner: str = ""
    volume_binding_mode: str = "Immediate"
    allow_volume_expansion: bool = False


class AttachmentSource(Fields, frozen=True):
    persistent_volume_name: str = ""


class AttachmentSpec(Fields, frozen=True):
    attacher: str = ""
    node_name: str = ""
    source: AttachmentSource = AttachmentSource()


class AttachmentError(Fields, frozen=True):
    message: str = ""
    time: Time | None = None


class AttachmentStatus(Fields, frozen=True):
    attached: bool = False
    attach_error: AttachmentError | None = None
    detach_error: AttachmentError | None = None


class VolumeAttachment(Object, frozen=True):
    spec: AttachmentSpec = AttachmentSpec()
    status: AttachmentStatus = AttachmentStatus()


# ---- nodes and the cluster -----------------------------------------------------------------------------------------


class Taint(Fields, frozen=True):
    key: str = ""
    value: str = ""
    effect: str = ""
    time_added: Time | None = None


class NodeSpec(Fields, frozen=True):
    unschedulable: bool = False
    taints: tuple[Taint, ...] = ()


class NodeInfo(Fields, frozen=True):
    architecture: str = ""
    kubelet_version: str = ""
    container_runtime_version: str = ""
    os_image: str = ""


class NodeImage(Fields, frozen=True):
    names: tuple[str, ...] = ()
    size_bytes: int = 0


class NodeAddress(Fields, frozen=True):
    type: str = ""
    address: str = ""


class NodeStatus(Fields, frozen=True):
    conditions: tuple[Condition, ...] = ()
    capacity: dict[str, str | int | float] = {}
    allocatable: dict[str, str | int | float] = {}
    node_info: NodeInfo = NodeInfo()
    addresses: tuple[NodeAddress, ...] = ()
    images: tuple[NodeImage, ...] = ()
    """The largest ones: the kubelet lists 50 unless it is told otherwise."""


class Node(Object, frozen=True):
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()


class NamespaceStatus(Fields, frozen=True):
    phase: str = ""
    conditions: tuple[Condition, ...] = ()


class Namespace(Object, frozen=True):
    status: NamespaceStatus = NamespaceStatus()


class ScopeSelector(Fields, frozen=True):
    match_expressions: tuple[LabelRequirement, ...] = ()


class ResourceQuotaSpec(Fields, frozen=True):
    hard: dict[str, str | int | float] = {}
    scopes: tuple[str, ...] = ()
    scope_selector: ScopeSelector | None = None


class ResourceQuotaStatus(Fields, frozen=True):
    hard: dict[str, str | int | float] = {}
    used: dict[str, str | int | float] = {}


class ResourceQuota(Object, frozen=True):
    spec: ResourceQuotaSpec = ResourceQuotaSpec()
    status: ResourceQuotaStatus = ResourceQuotaStatus()


class LimitRangeItem(Fields, frozen=True):
    type: str = ""
    max: dict[str, str | int | float] = {}
    min: dict[str, str | int | float] = {}
    default: dict[str, str | int | float] = {}
    default_request: dict[str, str | int | float] = {}


class LimitRangeSpec(Fields, frozen=True):
    limits: tuple[LimitRangeItem, ...] = ()


class LimitRange(Object, frozen=True):
    spec: LimitRangeSpec = LimitRangeSpec()


class ServiceAccount(Object, frozen=True):
    image_pull_secrets: tuple[KeyRef, ...] = ()


class Keyed(Object, frozen=True):
    """A ConfigMap or Secret: its name and its keys (None: not told). Never a value."""

    keys: tuple[str, ...] | None = None


class LeaseSpec(Fields, frozen=True):
    holder_identity: str = ""
    lease_duration_seconds: int = 0
    renew_time: Time | None = None


class Lease(Object, frozen=True):
    spec: LeaseSpec = LeaseSpec()


class WebhookService(Fields, frozen=True):
    namespace: str = ""
    name: str = ""
    port: int = 443


class WebhookClient(Fields, frozen=True):
    service: WebhookService | None = None
    url: str = ""


class WebhookRule(Fields, frozen=True):
    operations: tuple[str, ...] = ()
    api_groups: tuple[str, ...] = ()
    api_versions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class Webhook(Fields, frozen=True):
    name: str = ""
    client_config: WebhookClient = WebhookClient()
    failure_policy: str = "Fail"
    rules: tuple[WebhookRule, ...] = ()
    namespace_selector: LabelSelector = LabelSelector()
    object_selector: LabelSelector = LabelSelector()


class WebhookConfiguration(Object, frozen=True):
    webhooks: tuple[Webhook, ...] = ()


class ApiServiceSpec(Fields, frozen=True):
    service: WebhookService | None = None
    group: str = ""
    version: str = ""


class ApiServiceStatus(Fields, frozen=True):
    conditions: tuple[Condition, ...] = ()


class ApiService(Object, frozen=True):
    spec: ApiServiceSpec = ApiServiceSpec()
    status: ApiServiceStatus = ApiServiceStatus()


class CrdNames(Fields, frozen=True):
    kind: str = ""
    plural: str = ""


class CrdSubresources(Fields, frozen=True):
    status: dict[str, object] | None = None


class CrdVersion(Fields, frozen=True):
    name: str = ""
    served: bool = True
    subresources: CrdSubresources = CrdSubresources()


class CrdSpec(Fields, frozen=True):
    group: str = ""
    scope: str = ""
    names: CrdNames = CrdNames()
    versions: tuple[CrdVersion, ...] = ()


class CrdStatus(Fields, frozen=True):
    conditions: tuple[Condition, ...] = ()


class CustomResourceDefinition(Object, frozen=True):
    spec: CrdSpec = CrdSpec()
    status: CrdStatus = CrdStatus()


class CsrSpec(Fields, frozen=True):
    signer_name: str = ""
    username: str = ""


class CsrStatus(Fields, frozen=True):
    conditions: tuple[Condition, ...] = ()
    certificate: str = ""


class CertificateSigningRequest(Object, frozen=True):
    spec: CsrSpec = CsrSpec()
    status: CsrStatus = CsrStatus()


class PriorityClass(Object, frozen=True):
    value: int = 0


class RuntimeClass(Object, frozen=True):
    handler: str = ""


class ContainerUsage(Fields, frozen=True):
    name: str = ""
    usage: dict[str, str | int | float] = {}


class Usage(Object, frozen=True):
    """metrics.k8s.io: usage of a node, or of a pod by container."""

    usage: dict[str, str | int | float] = {}
    containers: tuple[ContainerUsage, ...] = ()


# ---- GitOps and certificates ---------------------------------------------------------------------------------------


class AppResourceHealth(Fields, frozen=True):
    status: str = ""
    message: str = ""


class AppResource(Fields, frozen=True):
    group: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""
    status: str = ""
    health: AppResourceHealth | None = None
    requires_pruning: bool = False


class AppCondition(Fields, frozen=True):
    type: str = ""
    message: str = ""
    last_transition_time: Time | None = None


class AppSync(Fields, frozen=True):
    status: str = ""
    revision: str = ""


class AppResultResource(Fields, frozen=True):
    kind: str = ""
    namespace: str = ""
    name: str = ""
    status: str = ""
    message: str = ""


class AppSyncResult(Fields, frozen=True):
    revision: str = ""
    resources: tuple[AppResultResource, ...] = ()


class AppOperationState(Fields, frozen=True):
    phase: str = ""
    message: str = ""
    started_at: Time | None = None
    finished_at: Time | None = None
    retry_count: int = 0
    sync_result: AppSyncResult | None = None


class AppStatus(Fields, frozen=True):
    sync: AppSync = AppSync()
    health: AppResourceHealth = AppResourceHealth()
    operation_state: AppOperationState | None = None
    conditions: tuple[AppCondition, ...] = ()
    resources: tuple[AppResource, ...] = ()
    reconciled_at: Time | None = None


class AppSource(Fields, frozen=True):
    repo_url: str = msgspec.field(name="repoURL", default="")
    path: str = ""
    chart: str = ""
    target_revision: str = ""


class AppDestination(Fields, frozen=True):
    server: str = ""
    name: str = ""
    namespace: str = ""


class AutomatedSync(Fields, frozen=True):
    prune: bool = False
    self_heal: bool = False


class SyncPolicy(Fields, frozen=True):
    automated: AutomatedSync | None = None


class AppSpec(Fields, frozen=True):
    project: str = ""
    source: AppSource | None = None
    sources: tuple[AppSource, ...] = ()
    destination: AppDestination = AppDestination()
    sync_policy: SyncPolicy | None = None


class Application(Object, frozen=True):
    spec: AppSpec = AppSpec()
    status: AppStatus = AppStatus()


class CertificateSpec(Fields, frozen=True):
    secret_name: str = ""
    dns_names: tuple[str, ...] = ()
    issuer_ref: Reference = Reference()


class CertificateStatus(Fields, frozen=True):
    conditions: tuple[Condition, ...] = ()
    not_after: Time | None = None
    renewal_time: Time | None = None


class Certificate(Object, frozen=True):
    spec: CertificateSpec = CertificateSpec()
    status: CertificateStatus = CertificateStatus()


# ---- events and alerts ---------------------------------------------------------------------------------------------


class EventSource(Fields, frozen=True):
    component: str = ""
    host: str = ""


class InvolvedObject(Fields, frozen=True):
    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    field_path: str = ""


class EventSeries(Fields, frozen=True):
    count: int = 0
    last_observed_time: Time | None = None


class Event(Object, frozen=True):
    involved_object: InvolvedObject = InvolvedObject()
    type: str = ""
    reason: str = ""
    message: str = ""
    count: int = 1
    first_timestamp: Time | None = None
    last_timestamp: Time | None = None
    event_time: Time | None = None
    series: EventSeries | None = None
    source: EventSource = EventSource()
    reporting_component: str = ""


class Alert(Fields, frozen=True):
    """A firing or pending alert of Prometheus, or an active or silenced one of Alertmanager."""

    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    state: str = "firing"
    active_at: Time | None = None
    value: str = ""
    """The expression's value, as Prometheus writes numbers; Alertmanager does not tell it."""
    silenced_by: tuple[str, ...] = ()
