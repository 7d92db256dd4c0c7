package org.scxfleet.cluster.placement.fragmentation;

import java.util.Comparator;
import java.util.List;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.GpuModels;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * How many idle milli-GPU of a node the typical pods cannot use.
 *
 * <p><b>Definition</b> (Weng et al., "Beware of Fragmentation", USENIX ATC 2023). For one typical
 * request k, all idle GPU of the node is a fragment if the request is for CPU alone, or the node's
 * model does not suit it, or too few devices have its part left, or too little CPU is free;
 * otherwise the idle parts of those devices are that have too little left for it. The node's
 * fragmentation is the mean over the typical requests, each counted as often as it occurs. Memory
 * is not looked at. That a request for CPU alone counts the whole idle GPU is the published
 * definition.
 *
 * <p><b>Unit.</b> To be exact, amounts are milli-GPU times pods, a {@code long}: the mean is the
 * amount divided by {@link #pods()}. So equal situations give equal numbers, whatever the order of
 * summation.
 *
 * <p><b>Cost.</b> Requests that can never be met on a model are one number per model. The others
 * are grouped by the part of a device that they need, so a node's devices are looked at once per
 * different part.
 */
public final class Fragmentation {
    private final long pods;
    private final ModelView[] views;
    private final int[] scratch = new int[NodeSpec.GPUS_MAX];

    /** Fragmentation in view of these pods on a cluster with these models. */
    public Fragmentation(TypicalPods typical, GpuModels models) {
        pods = typical.pods();
        views = new ModelView[models.count()];
        for (int model = 0; model < views.length; model++) {
            views[model] = new ModelView(typical.kinds(), models, model);
        }
    }

    /** What amounts have to be divided by to become milli-GPU; 0 without typical pods. */
    public long pods() {
        return pods;
    }

    /** Fragmentation of a node as it is, in milli-GPU times pods. */
    public long ofNode(ClusterState state, int node) {
        int devices = state.copyDevices(node, scratch);
        return of(state.gpuModel(node), state.cpuFreeMilli(node), scratch, devices);
    }

    /**
     * Fragmentation of a node with this model, free CPU and free devices, in milli-GPU times pods.
     *
     * @param deviceFreeMilli free thousandths of its devices, the first {@code deviceCount} count
     */
    public long of(int model, long cpuFreeMilli, int[] deviceFreeMilli, int deviceCount) {
        long idle = 0;
        for (int device = 0; device < deviceCount; device++) {
            idle += deviceFreeMilli[device];
        }
        if (idle == 0) {
            return 0;
        }
        return views[model].amount(cpuFreeMilli, deviceFreeMilli, deviceCount, idle);
    }

    /** The typical requests as nodes with one GPU model see them, in flat arrays. */
    private static final class ModelView {
        private final long unusable;
        private final int[] groupMilli;
        private final int[] groupStart;
        private final long[] cpuMilli;
        private final int[] gpuCount;
        private final long[] pods;

        ModelView(List<TypicalPods.Kind> kinds, GpuModels models, int model) {
            List<TypicalPods.Kind> usable =
                    kinds.stream()
                            .filter(kind -> suits(kind.request(), models, model))
                            .sorted(Comparator.comparingInt(kind -> kind.request().gpuMilli()))
                            .toList();
            unusable =
                    kinds.stream().mapToLong(TypicalPods.Kind::pods).sum()
                            - usable.stream().mapToLong(TypicalPods.Kind::pods).sum();
            groupMilli =
                    usable.stream()
                            .mapToInt(kind -> kind.request().gpuMilli())
                            .distinct()
                            .toArray();
            groupStart = new int[groupMilli.length + 1];
            cpuMilli = new long[usable.size()];
            gpuCount = new int[usable.size()];
            pods = new long[usable.size()];
            int group = 0;
            for (int k = 0; k < usable.size(); k++) {
                PodRequest request = usable.get(k).request();
                if (request.gpuMilli() != groupMilli[group]) {
                    group++;
                }
                groupStart[group + 1] = k + 1;
                cpuMilli[k] = request.cpuMilli();
                gpuCount[k] = request.gpuCount();
                pods[k] = usable.get(k).pods();
            }
        }

        private static boolean suits(PodRequest request, GpuModels models, int model) {
            return request.gpuCount() > 0 && (models.allowedBy(request) >>> model & 1) != 0;
        }

        long amount(long cpuFreeMilli, int[] deviceFreeMilli, int deviceCount, long idle) {
            long amount = idle * unusable;
            for (int group = 0; group < groupMilli.length; group++) {
                int milli = groupMilli[group];
                int sufficient = 0;
                long tooSmall = 0;
                for (int device = 0; device < deviceCount; device++) {
                    int free = deviceFreeMilli[device];
                    if (free >= milli) {
                        sufficient++;
                    } else {
                        tooSmall += free;
                    }
                }
                for (int k = groupStart[group]; k < groupStart[group + 1]; k++) {
                    boolean fits = gpuCount[k] <= sufficient && cpuMilli[k] <= cpuFreeMilli;
                    amount += pods[k] * (fits ? tooSmall : idle);
                }
            }
            return amount;
        }
    }
}
