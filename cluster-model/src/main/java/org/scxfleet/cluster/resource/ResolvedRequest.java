package org.scxfleet.cluster.resource;

/**
 * A request as the nodes of one cluster see it.
 *
 * @param request what the pod asks for
 * @param allowedModels the cluster's GPU models that will do, one bit each
 */
public record ResolvedRequest(PodRequest request, long allowedModels) {
    /** Whether a GPU of this model will do. */
    public boolean allows(int gpuModel) {
        return gpuModel != GpuModels.NONE && (allowedModels >>> gpuModel & 1) != 0;
    }
}
