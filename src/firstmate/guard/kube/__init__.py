"""What the guard knows of Kubernetes: kubectl's command line, kinds of objects, what may be shown of them."""
