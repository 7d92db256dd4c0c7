package org.scxfleet.cluster.resource;

/**
 * How many GPU pods of each class a node holds. Pods that share a device are one class; pods that
 * own n whole devices are the class of n. Pods without a device are of no class.
 */
public final class GpuTenants {
    private static final int SHARING_CLASS = 0;

    private final int classCount;
    private final int[] pods;
    private final int[] podsOfNode;

    GpuTenants(int nodeCount, int devicesMax) {
        classCount = devicesMax + 1;
        pods = new int[nodeCount * classCount];
        podsOfNode = new int[nodeCount];
    }

    /** GPU pods on the node that are of the request's class. */
    public int sameClass(int node, PodRequest request) {
        return pods[node * classCount + classOf(request)];
    }

    /** GPU pods on the node, of whatever class. */
    public int all(int node) {
        return podsOfNode[node];
    }

    void change(int node, PodRequest request, int difference) {
        if (request.gpuCount() == 0) {
            return;
        }
        int index = node * classCount + classOf(request);
        pods[index] += difference;
        podsOfNode[node] += difference;
        if (pods[index] < 0) {
            throw new IllegalStateException("node " + node + " holds no pod like " + request);
        }
    }

    private static int classOf(PodRequest request) {
        return request.sharesGpu() ? SHARING_CLASS : request.gpuCount();
    }
}
