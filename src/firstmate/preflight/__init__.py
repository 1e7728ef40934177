"""Would these manifests run here? Judged from the manifests and a snapshot alone: what is missing, where, and what is
there instead. Each check is one module under `checks`; they do not know each other.
"""
