"""Every helm command with its flags, of Helm 4.1 and 3.19: made by scripts/generators/cobra_flags.py.

`o:output=` takes a value, `w:watch` is a switch, `dry-run?` has a value only after an equals sign.
"""

EVERYWHERE = (
    "burst-limit= color= colour= content-cache= debug h:help kube-apiserver= kube-as-group= kube-as-user= "
    "kube-ca-file= kube-context= kube-insecure-skip-tls-verify kube-tls-server-name= kube-token= "
    "kubeconfig= n:namespace= qps= registry-config= repository-cache= repository-config="
)

COMMANDS = {
    "": "",
    "completion": "",
    "completion bash": "no-descriptions",
    "completion fish": "no-descriptions",
    "completion powershell": "no-descriptions",
    "completion zsh": "no-descriptions",
    "create": "p:starter=",
    "dependency": "",
    "dependency build": (
        "ca-file= cert-file= insecure-skip-tls-verify key-file= keyring= password= plain-http skip-refresh "
        "username= verify"
    ),
    "dependency list": "max-col-width=",
    "dependency update": (
        "ca-file= cert-file= insecure-skip-tls-verify key-file= keyring= password= plain-http skip-refresh "
        "username= verify"
    ),
    "env": "",
    "get": "",
    "get all": "revision= template=",
    "get hooks": "revision=",
    "get manifest": "revision=",
    "get metadata": "o:output= revision=",
    "get notes": "revision=",
    "get values": "a:all o:output= revision=",
    "history": "max= o:output=",
    "install": (
        "atomic ca-file= cert-file= create-namespace dependency-update description= devel "
        "disable-openapi-validation dry-run? enable-dns force force-conflicts force-replace g:generate-name "
        "hide-notes hide-secret insecure-skip-tls-verify key-file= keyring= l:labels= name-template= no-hooks "
        "o:output= pass-credentials password= plain-http post-renderer= post-renderer-args= "
        "render-subchart-notes replace repo= rollback-on-failure server-side set= set-file= set-json= "
        "set-literal= set-string= skip-crds skip-schema-validation take-ownership timeout= username= "
        "f:values= verify version= wait? wait-for-jobs"
    ),
    "lint": (
        "kube-version= quiet set= set-file= set-json= set-literal= set-string= skip-schema-validation strict "
        "f:values= with-subcharts"
    ),
    "list": (
        "a:all A:all-namespaces d:date deployed failed f:filter= m:max= no-headers offset= o:output= pending "
        "r:reverse l:selector= q:short superseded time-format= uninstalled uninstalling"
    ),
    "package": (
        "app-version= ca-file= cert-file= u:dependency-update d:destination= insecure-skip-tls-verify key= "
        "key-file= keyring= passphrase-file= password= plain-http sign username= version="
    ),
    "plugin": "",
    "plugin install": (
        "ca-file= cert-file= insecure-skip-tls-verify key-file= keyring= password= plain-http username= verify version="
    ),
    "plugin list": "type=",
    "plugin package": "d:destination= key= keyring= passphrase-file= sign",
    "plugin uninstall": "",
    "plugin update": "",
    "plugin verify": "keyring=",
    "pull": (
        "ca-file= cert-file= d:destination= devel insecure-skip-tls-verify key-file= keyring= "
        "pass-credentials password= plain-http prov repo= untar untardir= username= verify version="
    ),
    "push": ("ca-file= cert-file= insecure-skip-tls-verify key-file= password= plain-http username="),
    "registry": "",
    "registry login": ("ca-file= cert-file= insecure key-file= p:password= password-stdin plain-http u:username="),
    "registry logout": "",
    "repo": "",
    "repo add": (
        "allow-deprecated-repos ca-file= cert-file= force-update insecure-skip-tls-verify key-file= no-update "
        "pass-credentials password= password-stdin timeout= username="
    ),
    "repo index": "json merge= url=",
    "repo list": "no-headers o:output=",
    "repo remove": "",
    "repo update": "fail-on-repo-update-fail timeout=",
    "rollback": (
        "cleanup-on-fail dry-run? force force-conflicts force-replace history-max= no-hooks recreate-pods "
        "server-side= timeout= wait? wait-for-jobs"
    ),
    "search": "",
    "search hub": ("endpoint= fail-on-no-result list-repo-url max-col-width= o:output="),
    "search repo": ("devel fail-on-no-result max-col-width= o:output= r:regexp version= l:versions"),
    "show": "",
    "show all": (
        "ca-file= cert-file= devel insecure-skip-tls-verify key-file= keyring= pass-credentials password= "
        "plain-http repo= username= verify version="
    ),
    "show chart": (
        "ca-file= cert-file= devel insecure-skip-tls-verify key-file= keyring= pass-credentials password= "
        "plain-http repo= username= verify version="
    ),
    "show crds": (
        "ca-file= cert-file= devel insecure-skip-tls-verify key-file= keyring= pass-credentials password= "
        "plain-http repo= username= verify version="
    ),
    "show readme": (
        "ca-file= cert-file= devel insecure-skip-tls-verify key-file= keyring= pass-credentials password= "
        "plain-http repo= username= verify version="
    ),
    "show values": (
        "ca-file= cert-file= devel insecure-skip-tls-verify jsonpath= key-file= keyring= pass-credentials "
        "password= plain-http repo= username= verify version="
    ),
    "status": "o:output= revision= show-desc show-resources",
    "template": (
        "a:api-versions= atomic ca-file= cert-file= create-namespace dependency-update description= devel "
        "disable-openapi-validation dry-run? enable-dns force force-conflicts force-replace g:generate-name "
        "hide-notes include-crds insecure-skip-tls-verify is-upgrade key-file= keyring= kube-version= "
        "l:labels= name-template= no-hooks output-dir= pass-credentials password= plain-http post-renderer= "
        "post-renderer-args= release-name render-subchart-notes replace repo= rollback-on-failure server-side "
        "set= set-file= set-json= set-literal= set-string= s:show-only= skip-crds skip-schema-validation "
        "skip-tests take-ownership timeout= username= validate f:values= verify version= wait? wait-for-jobs"
    ),
    "test": "filter= hide-notes logs timeout=",
    "uninstall": ("cascade= description= dry-run ignore-not-found keep-history no-hooks timeout= wait?"),
    "upgrade": (
        "atomic ca-file= cert-file= cleanup-on-fail create-namespace dependency-update description= devel "
        "disable-openapi-validation dry-run? enable-dns force force-conflicts force-replace hide-notes "
        "hide-secret history-max= insecure-skip-tls-verify i:install key-file= keyring= l:labels= no-hooks "
        "o:output= pass-credentials password= plain-http post-renderer= post-renderer-args= "
        "render-subchart-notes repo= reset-then-reuse-values reset-values reuse-values rollback-on-failure "
        "server-side= set= set-file= set-json= set-literal= set-string= skip-crds skip-schema-validation "
        "take-ownership timeout= username= f:values= verify version= wait? wait-for-jobs"
    ),
    "verify": "keyring=",
    "version": "short template=",
}
