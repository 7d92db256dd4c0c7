# Where the Kubernetes for tests is. Sourced; sets LAB (its scripts) and K8SLAB (what they built), or leaves LAB empty and
# says in NO_LAB why. K8SLAB is taken from the environment, else it lies beside the temporary files.
LAB=
NO_LAB=
export K8SLAB="${K8SLAB:-${TMPDIR:-/tmp}/scxfleet-k8slab}"
folder=$PWD
while [ "$folder" != / ]; do
  if [ -d "$folder/shared/tools/k8s-lab" ]; then
    LAB=$folder/shared/tools/k8s-lab
    break
  fi
  folder=$(dirname "$folder")
done
if [ -z "$LAB" ]; then
  NO_LAB='there is no shared/tools/k8s-lab'
elif [ ! -x "$K8SLAB/bin/labkube" ] || [ ! -x "$K8SLAB/bin/kubectl-new" ]; then
  LAB=
  NO_LAB="there is no Kubernetes in $K8SLAB; build it once: K8SLAB=$K8SLAB shared/tools/k8s-lab/build.sh, then kstrict.sh"
fi
