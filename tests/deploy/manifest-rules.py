"""Rules that no type of Kubernetes states: manifest-rules.py RENDERED.yaml prints what breaks them."""

import sys

import yaml

# A server answers probes; a client ends by itself.
SERVERS = {"Deployment", "StatefulSet"}


def pod_spec(document):
    if document["kind"] == "Pod":
        return document["spec"]
    return document.get("spec", {}).get("template", {}).get("spec")


def broken(document, names):
    spec = pod_spec(document)
    if spec is None:
        return
    kind = document["kind"]
    yield from broken_pod(spec)
    volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
    for container in spec["containers"]:
        yield from broken_container(container, kind)
        for mount in container.get("volumeMounts", []):
            if mount["name"] not in volumes:
                yield f"mount {mount['name']} has no volume"
    for volume in volumes.values():
        wanted = volume.get("configMap", {}).get("name")
        if wanted and ("ConfigMap", wanted) not in names:
            yield f"there is no ConfigMap {wanted}"
        wanted = volume.get("persistentVolumeClaim", {}).get("claimName")
        # A pod that is made by hand may use what is there.
        if kind != "Pod" and wanted and ("PersistentVolumeClaim", wanted) not in names:
            yield f"there is no claim {wanted}"
    if kind == "Pod":
        return
    selector = document["spec"].get("selector", {}).get("matchLabels", {})
    labels = document["spec"]["template"]["metadata"].get("labels", {})
    if any(labels.get(key) != value for key, value in selector.items()):
        yield "the selector does not select its own pods"


def broken_pod(spec):
    security = spec.get("securityContext", {})
    if security.get("runAsNonRoot") is not True:
        yield "may run as root"
    if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "has no seccomp profile"
    if spec.get("automountServiceAccountToken") is not False:
        yield "mounts a token"


def broken_container(container, kind):
    resources = container.get("resources", {})
    for side in ("requests", "limits"):
        for what in ("cpu", "memory"):
            if what not in resources.get(side, {}):
                yield f"{side} of {what} are missing"
    if resources.get("requests", {}).get("memory") != resources.get("limits", {}).get("memory"):
        yield "memory is requested in part, but a heap does not shrink"
    security = container.get("securityContext", {})
    if security.get("allowPrivilegeEscalation") is not False:
        yield "may escalate privileges"
    if security.get("readOnlyRootFilesystem") is not True:
        yield "has a writable root file system"
    if security.get("capabilities", {}).get("drop") != ["ALL"]:
        yield "keeps capabilities"
    if container["image"].endswith(":latest") or ":" not in container["image"]:
        yield f"image {container['image']} has no fixed tag"
    if kind in SERVERS:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            if probe not in container:
                yield f"has no {probe}"


def main():
    documents = [document for document in yaml.safe_load_all(open(sys.argv[1])) if document]
    names = {(document["kind"], document["metadata"]["name"]) for document in documents}
    found = [
        f"{document['kind']} {document['metadata']['name']}: {problem}"
        for document in documents
        for problem in broken(document, names)
    ]
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
