"""Every argocd command with its flags, of Argo CD 3.6: made by scripts/generators/cobra_flags.py.

`o:output=` takes a value, `w:watch` is a switch, `dry-run?` has a value only after an equals sign.
"""

EVERYWHERE = (
    "argocd-context= auth-token= client-crt= client-crt-key= config= controller-name= core grpc-web "
    "grpc-web-root-path= H:header= h:help http-retry-max= insecure kube-context= logformat= loglevel= "
    "plaintext port-forward port-forward-namespace= prompts-enabled redis-compress= redis-haproxy-name= "
    "redis-name= repo-server-name= server= server-crt= server-name="
)

COMMANDS = {
    "": "",
    "account": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "account bcrypt": "password=",
    "account can-i": "",
    "account delete-token": "a:account=",
    "account generate-token": "a:account= e:expires-in= id=",
    "account get": "a:account= o:output=",
    "account get-user-info": "o:output=",
    "account list": "o:output=",
    "account session-token": "o:output=",
    "account update-password": "account= current-password= new-password=",
    "admin": "",
    "admin app": "",
    "admin app diff-reconcile-results": "",
    "admin app generate-spec": (
        "allow-empty annotations= auto-prune config-management-plugin= dest-name= dest-namespace= "
        "dest-server= directory-disable-extension-filter directory-exclude= directory-include= "
        "directory-recurse dry-source-path= dry-source-repo= dry-source-revision= env= f:file= "
        "helm-api-versions= helm-chart= helm-kube-version= helm-namespace= helm-pass-credentials helm-set= "
        "helm-set-file= helm-set-string= helm-skip-crds helm-skip-schema-validation helm-skip-tests "
        "helm-version= hydrate-to-branch= ignore-missing-components ignore-missing-value-files i:inline "
        "jsonnet-ext-var-code= jsonnet-ext-var-str= jsonnet-libs= jsonnet-tla-code= jsonnet-tla-str= "
        "kustomize-api-versions= kustomize-common-annotation= kustomize-common-label= "
        "kustomize-force-common-annotation kustomize-force-common-label kustomize-image= "
        "kustomize-kube-version= kustomize-label-include-templates kustomize-label-without-selector "
        "kustomize-namespace= kustomize-replica= kustomize-version= l:label= name= nameprefix= namesuffix= "
        "o:output= p:parameter= path= plugin-env= project= ref= release-name= repo= revision= "
        "revision-history-limit= self-heal set-finalizer source-name= sync-option= sync-policy= "
        "sync-retry-backoff-duration= sync-retry-backoff-factor= sync-retry-backoff-max-duration= "
        "sync-retry-limit= sync-retry-refresh sync-source-branch= sync-source-path= tag-prefix= validate "
        "values= values-literal-file="
    ),
    "admin app get-reconcile-results": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression ignore-normalizer-jq-execution-timeout= insecure-skip-tls-verify kubeconfig= l= "
        "n:namespace= o= password= proxy-url= refresh repo-server= request-timeout= server-side-diff "
        "tls-server-name= token= user= username="
    ),
    "admin cluster": "",
    "admin cluster generate-spec": (
        "annotation= aws-cluster-name= aws-profile= aws-role-arn= bearer-token= cluster-endpoint= "
        "cluster-resources disable-compression exec-command= exec-command-api-version= exec-command-args= "
        "exec-command-env= exec-command-install-hint= generate-bearer-token in-cluster kubeconfig= label= "
        "name= namespace= o:output= project= service-account= shard= system-namespace="
    ),
    "admin cluster kubeconfig": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin cluster namespaces": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin cluster namespaces disable-namespaced-mode": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression dry-run insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin cluster namespaces enable-namespaced-mode": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= "
        "cluster-resources context= disable-compression dry-run insecure-skip-tls-verify kubeconfig= "
        "max-namespace-count= n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin cluster shards": (
        "app-state-cache-expiration= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= default-cache-expiration= disable-compression insecure-skip-tls-verify "
        "kubeconfig= n:namespace= password= port-forward-redis proxy-url= redis= redis-ca-certificate= "
        "redis-client-certificate= redis-client-key= redis-insecure-skip-tls-verify redis-use-tls redisdb= "
        "replicas= request-timeout= sentinel= sentinelmaster= shard= sharding-method= tls-server-name= token= "
        "user= username="
    ),
    "admin cluster stats": (
        "app-state-cache-expiration= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= default-cache-expiration= disable-compression insecure-skip-tls-verify "
        "kubeconfig= n:namespace= password= port-forward-redis proxy-url= redis= redis-ca-certificate= "
        "redis-client-certificate= redis-client-key= redis-insecure-skip-tls-verify redis-use-tls redisdb= "
        "replicas= request-timeout= sentinel= sentinelmaster= shard= sharding-method= tls-server-name= token= "
        "user= username="
    ),
    "admin dashboard": (
        "address= as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= "
        "context= disable-compression insecure-skip-tls-verify kubeconfig= n:namespace= password= port= "
        "proxy-url= request-timeout= tls-server-name= token= user= username="
    ),
    "admin export": (
        "application-namespaces= applicationset-namespaces= as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= context= disable-compression insecure-skip-tls-verify "
        "kubeconfig= n:namespace= o:out= password= proxy-url= request-timeout= tls-server-name= token= user= "
        "username="
    ),
    "admin import": (
        "application-namespaces= applicationset-namespaces= as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= context= disable-compression dry-run ignore-tracking "
        "insecure-skip-tls-verify kubeconfig= n:namespace= override-on-conflict password= proxy-url= prune "
        "request-timeout= skip-resources-with-label= stop-operation tls-server-name= token= user= username= "
        "verbose"
    ),
    "admin initial-password": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin notifications": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= repo-server-ca-cert-path= "
        "repo-server-client-cert-key-path= repo-server-client-cert-path= request-timeout= secret= "
        "tls-server-name= token= user= username="
    ),
    "admin notifications template": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= request-timeout= secret= "
        "tls-server-name= token= user= username="
    ),
    "admin notifications template get": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= o:output= password= proxy-url= request-timeout= "
        "secret= tls-server-name= token= user= username="
    ),
    "admin notifications template notify": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= recipient= request-timeout= "
        "secret= tls-server-name= token= user= username="
    ),
    "admin notifications trigger": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= request-timeout= secret= "
        "tls-server-name= token= user= username="
    ),
    "admin notifications trigger get": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= o:output= password= proxy-url= request-timeout= "
        "secret= tls-server-name= token= user= username="
    ),
    "admin notifications trigger run": (
        "argocd-repo-server= argocd-repo-server-plaintext as= as-group= as-uid= certificate-authority= "
        "client-certificate= client-key= cluster= config-map= context= disable-compression "
        "insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= request-timeout= secret= "
        "tls-server-name= token= user= username="
    ),
    "admin proj": "",
    "admin proj generate-allow-list": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression insecure-skip-tls-verify kubeconfig= n:namespace= o:out= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin proj generate-spec": (
        "allow-cluster-resource= allow-namespaced-resource= deny-cluster-resource= deny-namespaced-resource= "
        "description= d:dest= dest-service-accounts= f:file= i:inline orphaned-resources "
        "orphaned-resources-warn o:output= signature-keys= source-namespaces= s:src="
    ),
    "admin proj update-role-policy": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression dry-run insecure-skip-tls-verify kubeconfig= n:namespace= password= permission= "
        "proxy-url= request-timeout= resource= role= scope= tls-server-name= token= user= username="
    ),
    "admin redis-initial-password": (
        "as= as-group= as-uid= certificate-authority= client-certificate= client-key= cluster= context= "
        "disable-compression insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin repo": "",
    "admin repo generate-spec": (
        "azure-active-directory-endpoint= azure-service-principal-client-id= "
        "azure-service-principal-client-secret= azure-service-principal-tenant-id= bearer-token= depth= "
        "enable-lfs enable-oci force-http-basic-auth gcp-service-account-key-path= "
        "github-app-enterprise-base-url= github-app-id= github-app-installation-id= "
        "github-app-private-key-path= insecure-ignore-host-key insecure-oci-force-http "
        "insecure-skip-server-verification name= no-proxy= o:output= password= project= proxy= "
        "ssh-private-key-path= tls-client-cert-key-path= tls-client-cert-path= type= "
        "use-azure-workload-identity username= webhook-manifest-cache-warm-disabled"
    ),
    "admin settings": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin settings rbac": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin settings rbac can": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= default-role= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= policy-file= proxy-url= q:quiet request-timeout= strict "
        "tls-server-name= token= use-builtin-policy user= username="
    ),
    "admin settings rbac validate": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings namespace= password= policy-file= proxy-url= request-timeout= tls-server-name= "
        "token= user= username="
    ),
    "admin settings resource-overrides": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin settings resource-overrides health": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin settings resource-overrides ignore-differences": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin settings resource-overrides ignore-resource-updates": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression ignore-normalizer-jq-execution-timeout= "
        "insecure-skip-tls-verify kubeconfig= load-cluster-settings n:namespace= password= proxy-url= "
        "request-timeout= tls-server-name= token= user= username="
    ),
    "admin settings resource-overrides list-actions": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "admin settings resource-overrides run-action": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= param= password= proxy-url= request-timeout= tls-server-name= "
        "token= user= username="
    ),
    "admin settings validate": (
        "argocd-cm-path= argocd-secret-path= as= as-group= as-uid= certificate-authority= client-certificate= "
        "client-key= cluster= context= disable-compression group= insecure-skip-tls-verify kubeconfig= "
        "load-cluster-settings n:namespace= password= proxy-url= request-timeout= tls-server-name= token= "
        "user= username="
    ),
    "app": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "app actions": "",
    "app actions list": ("N:app-namespace= group= kind= namespace= o:out= resource-name="),
    "app actions run": "all N:app-namespace= group= kind= namespace= resource-name=",
    "app add-source": (
        "allow-empty N:app-namespace= auto-prune config-management-plugin= dest-name= dest-namespace= "
        "dest-server= directory-disable-extension-filter directory-exclude= directory-include= "
        "directory-recurse dry-source-path= dry-source-repo= dry-source-revision= env= helm-api-versions= "
        "helm-chart= helm-kube-version= helm-namespace= helm-pass-credentials helm-set= helm-set-file= "
        "helm-set-string= helm-skip-crds helm-skip-schema-validation helm-skip-tests helm-version= "
        "hydrate-to-branch= ignore-missing-components ignore-missing-value-files jsonnet-ext-var-code= "
        "jsonnet-ext-var-str= jsonnet-libs= jsonnet-tla-code= jsonnet-tla-str= kustomize-api-versions= "
        "kustomize-common-annotation= kustomize-common-label= kustomize-force-common-annotation "
        "kustomize-force-common-label kustomize-image= kustomize-kube-version= "
        "kustomize-label-include-templates kustomize-label-without-selector kustomize-namespace= "
        "kustomize-replica= kustomize-version= nameprefix= namesuffix= p:parameter= path= plugin-env= "
        "project= ref= release-name= repo= revision= revision-history-limit= self-heal source-name= "
        "sync-option= sync-policy= sync-retry-backoff-duration= sync-retry-backoff-factor= "
        "sync-retry-backoff-max-duration= sync-retry-limit= sync-retry-refresh sync-source-branch= "
        "sync-source-path= tag-prefix= validate values= values-literal-file="
    ),
    "app confirm-deletion": "N:app-namespace=",
    "app create": (
        "allow-empty annotations= N:app-namespace= auto-prune config-management-plugin= dest-name= "
        "dest-namespace= dest-server= directory-disable-extension-filter directory-exclude= "
        "directory-include= directory-recurse dry-source-path= dry-source-repo= dry-source-revision= env= "
        "f:file= helm-api-versions= helm-chart= helm-kube-version= helm-namespace= helm-pass-credentials "
        "helm-set= helm-set-file= helm-set-string= helm-skip-crds helm-skip-schema-validation helm-skip-tests "
        "helm-version= hydrate-to-branch= ignore-missing-components ignore-missing-value-files "
        "jsonnet-ext-var-code= jsonnet-ext-var-str= jsonnet-libs= jsonnet-tla-code= jsonnet-tla-str= "
        "kustomize-api-versions= kustomize-common-annotation= kustomize-common-label= "
        "kustomize-force-common-annotation kustomize-force-common-label kustomize-image= "
        "kustomize-kube-version= kustomize-label-include-templates kustomize-label-without-selector "
        "kustomize-namespace= kustomize-replica= kustomize-version= l:label= name= nameprefix= namesuffix= "
        "p:parameter= path= plugin-env= project= ref= release-name= repo= revision= revision-history-limit= "
        "self-heal set-finalizer source-name= sync-option= sync-policy= sync-retry-backoff-duration= "
        "sync-retry-backoff-factor= sync-retry-backoff-max-duration= sync-retry-limit= sync-retry-refresh "
        "sync-source-branch= sync-source-path= tag-prefix= upsert validate values= values-literal-file="
    ),
    "app delete": ("N:app-namespace= cascade p:propagation-policy= l:selector= wait y:yes"),
    "app delete-resource": ("all N:app-namespace= force group= kind= namespace= orphan project= resource-name="),
    "app diff": (
        "N:app-namespace= diff-exit-code= exit-code hard-refresh ignore-normalizer-jq-execution-timeout= "
        "local= local-include= local-repo-root= refresh revision= revisions= server-side-diff "
        "server-side-diff-concurrency= server-side-diff-max-batch-kb= server-side-generate source-names= "
        "source-positions="
    ),
    "app edit": "N:app-namespace=",
    "app get": (
        "N:app-namespace= hard-refresh o:output= refresh show-operation show-params source-name= "
        "source-position= timeout="
    ),
    "app get-resource": (
        "N:app-namespace= filter-fields= group= kind= o:output= project= resource-name= show-managed-fields"
    ),
    "app history": "N:app-namespace= o:output=",
    "app list": ("N:app-namespace= c:cluster= o:output= P:path= p:project= r:repo= l:selector="),
    "app logs": (
        "N:app-namespace= c:container= filter= f:follow group= kind= m:match-case name= namespace= p:previous "
        "since-seconds= tail= until-time="
    ),
    "app manifests": (
        "N:app-namespace= local= local-repo-root= revision= revisions= source= source-names= source-positions="
    ),
    "app patch": "N:app-namespace= patch= type=",
    "app patch-resource": ("all N:app-namespace= group= kind= namespace= patch= patch-type= project= resource-name="),
    "app remove-source": "N:app-namespace= source-name= source-position=",
    "app resources": "N:app-namespace= orphaned output= project=",
    "app rollback": "N:app-namespace= o:output= prune timeout=",
    "app set": (
        "allow-empty N:app-namespace= auto-prune config-management-plugin= dest-name= dest-namespace= "
        "dest-server= directory-disable-extension-filter directory-exclude= directory-include= "
        "directory-recurse dry-source-path= dry-source-repo= dry-source-revision= env= helm-api-versions= "
        "helm-chart= helm-kube-version= helm-namespace= helm-pass-credentials helm-set= helm-set-file= "
        "helm-set-string= helm-skip-crds helm-skip-schema-validation helm-skip-tests helm-version= "
        "hydrate-to-branch= ignore-missing-components ignore-missing-value-files jsonnet-ext-var-code= "
        "jsonnet-ext-var-str= jsonnet-libs= jsonnet-tla-code= jsonnet-tla-str= kustomize-api-versions= "
        "kustomize-common-annotation= kustomize-common-label= kustomize-force-common-annotation "
        "kustomize-force-common-label kustomize-image= kustomize-kube-version= "
        "kustomize-label-include-templates kustomize-label-without-selector kustomize-namespace= "
        "kustomize-replica= kustomize-version= nameprefix= namesuffix= p:parameter= path= plugin-env= "
        "project= ref= release-name= repo= revision= revision-history-limit= self-heal source-name= "
        "source-position= sync-option= sync-policy= sync-retry-backoff-duration= sync-retry-backoff-factor= "
        "sync-retry-backoff-max-duration= sync-retry-limit= sync-retry-refresh sync-source-branch= "
        "sync-source-path= tag-prefix= validate values= values-literal-file="
    ),
    "app sync": (
        "N:app-namespace= apply-out-of-sync-only assumeYes async dry-run force "
        "ignore-normalizer-jq-execution-timeout= info= label= local= local-repo-root= o:output= "
        "preview-changes project= prune replace resource= retry-backoff-duration= retry-backoff-factor= "
        "retry-backoff-max-duration= retry-limit= retry-refresh revision= revisions= l:selector= server-side "
        "server-side-diff-concurrency= server-side-diff-max-batch-kb= source-names= source-positions= "
        "strategy= timeout="
    ),
    "app terminate-op": "N:app-namespace=",
    "app unset": (
        "N:app-namespace= ignore-missing-components ignore-missing-value-files kustomize-image= "
        "kustomize-namespace kustomize-replica= kustomize-version nameprefix namesuffix p:parameter= "
        "pass-credentials plugin-env= ref source-name= source-position= values= values-literal"
    ),
    "app wait": (
        "N:app-namespace= degraded delete health hydrated operation o:output= resource= l:selector= suspended "
        "sync timeout="
    ),
    "appset": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "appset create": "N:appset-namespace= dry-run o:output= upsert wait",
    "appset delete": "N:appset-namespace= wait y:yes",
    "appset generate": "N:appset-namespace= o:output=",
    "appset get": "N:appset-namespace= o:output= show-params",
    "appset list": "N:appset-namespace= o:output= p:project= l:selector=",
    "cert": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "cert add-ssh": "batch from= upsert",
    "cert add-tls": "from= upsert",
    "cert list": "cert-type= hostname-pattern= o:output= sort=",
    "cert rm": "cert-sub-type= cert-type=",
    "cluster": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "cluster add": (
        "annotation= aws-cluster-name= aws-profile= aws-role-arn= cluster-endpoint= cluster-resources "
        "disable-compression exec-command= exec-command-api-version= exec-command-args= exec-command-env= "
        "exec-command-install-hint= in-cluster kubeconfig= label= name= namespace= project= proxy-url= "
        "server-proxy-url= service-account= shard= system-namespace= upsert y:yes"
    ),
    "cluster get": "o:output=",
    "cluster list": "o:output=",
    "cluster rm": "y:yes",
    "cluster rotate-auth": "",
    "cluster set": "annotation= label= name= namespace=",
    "completion": "",
    "configure": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "context": "delete",
    "gpg": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "gpg add": "f:from=",
    "gpg get": "o:output=",
    "gpg list": "o:output=",
    "gpg rm": "",
    "login": ("callback= name= password= skip-test-tls sso sso-launch-browser sso-port= username="),
    "logout": "",
    "proj": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "proj add-destination": "name",
    "proj add-destination-service-account": "service-account-namespace=",
    "proj add-orphaned-ignore": "name=",
    "proj add-signature-key": "",
    "proj add-source": "",
    "proj add-source-namespace": "",
    "proj allow-cluster-resource": "l:list=",
    "proj allow-namespace-resource": "l:list=",
    "proj create": (
        "allow-cluster-resource= allow-namespaced-resource= deny-cluster-resource= deny-namespaced-resource= "
        "description= d:dest= dest-service-accounts= f:file= orphaned-resources orphaned-resources-warn "
        "signature-keys= source-namespaces= s:src= upsert"
    ),
    "proj delete": "",
    "proj deny-cluster-resource": "l:list=",
    "proj deny-namespace-resource": "l:list=",
    "proj edit": "",
    "proj get": "o:output=",
    "proj list": "o:output=",
    "proj remove-destination": "",
    "proj remove-destination-service-account": "",
    "proj remove-orphaned-ignore": "name=",
    "proj remove-signature-key": "",
    "proj remove-source": "",
    "proj remove-source-namespace": "",
    "proj role": "",
    "proj role add-group": "",
    "proj role add-policy": "a:action= o:object= p:permission= r:resource=",
    "proj role create": "description=",
    "proj role create-token": "e:expires-in= i:id= t:token-only",
    "proj role delete": "",
    "proj role delete-token": "",
    "proj role get": "",
    "proj role list": "o:output=",
    "proj role list-tokens": "u:unixtime",
    "proj role remove-group": "",
    "proj role remove-policy": "a:action= o:object= p:permission= r:resource=",
    "proj set": (
        "allow-cluster-resource= allow-namespaced-resource= deny-cluster-resource= deny-namespaced-resource= "
        "description= d:dest= dest-service-accounts= orphaned-resources orphaned-resources-warn "
        "signature-keys= source-namespaces= s:src="
    ),
    "proj source-integrity": "",
    "proj source-integrity git": "",
    "proj source-integrity git policies": "",
    "proj source-integrity git policies add": "gpg-key= gpg-mode= repo-url=",
    "proj source-integrity git policies delete": "y:yes",
    "proj source-integrity git policies list": "",
    "proj source-integrity git policies update": (
        "add-gpg-key= add-repo-url= delete-gpg-key= delete-repo-url= gpg-key= gpg-mode= repo-url= y:yes"
    ),
    "proj windows": "",
    "proj windows add": (
        "applications= clusters= description= duration= k:kind= manual-sync namespaces= schedule= "
        "sync-overrun time-zone= use-and-operator"
    ),
    "proj windows delete": "",
    "proj windows disable-manual-sync": "",
    "proj windows disable-sync-overrun": "",
    "proj windows enable-manual-sync": "",
    "proj windows enable-sync-overrun": "",
    "proj windows list": "o:output=",
    "proj windows update": ("applications= clusters= description= duration= namespaces= schedule= time-zone="),
    "relogin": "callback= password= sso-launch-browser sso-port=",
    "repo": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "repo add": (
        "azure-active-directory-endpoint= azure-service-principal-client-id= "
        "azure-service-principal-client-secret= azure-service-principal-tenant-id= bearer-token= depth= "
        "enable-lfs enable-oci force-http-basic-auth gcp-service-account-key-path= "
        "github-app-enterprise-base-url= github-app-id= github-app-installation-id= "
        "github-app-private-key-path= insecure-ignore-host-key insecure-oci-force-http "
        "insecure-skip-server-verification name= no-proxy= password= project= proxy= ssh-private-key-path= "
        "tls-client-cert-key-path= tls-client-cert-path= type= upsert use-azure-workload-identity username= "
        "webhook-manifest-cache-warm-disabled"
    ),
    "repo get": "o:output= project= refresh=",
    "repo list": "o:output= refresh=",
    "repo rm": "project=",
    "repocreds": (
        "cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= password= proxy-url= "
        "request-timeout= token= user= username="
    ),
    "repocreds add": (
        "azure-active-directory-endpoint= azure-service-principal-client-id= "
        "azure-service-principal-client-secret= azure-service-principal-tenant-id= bearer-token= enable-oci "
        "force-http-basic-auth gcp-service-account-key-path= github-app-enterprise-base-url= github-app-id= "
        "github-app-installation-id= github-app-private-key-path= insecure-oci-force-http password= "
        "proxy-url= ssh-private-key-path= tls-client-cert-key-path= tls-client-cert-path= type= upsert "
        "use-azure-workload-identity username="
    ),
    "repocreds list": "o:output=",
    "repocreds rm": "",
    "version": (
        "client cluster= context= insecure-skip-tls-verify kubeconfig= n:namespace= o:output= password= "
        "proxy-url= request-timeout= short token= user= username="
    ),
}
