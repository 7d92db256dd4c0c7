package org.scxfleet.cluster.placement.score;

import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.Decision.Placed;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.fragmentation.TypicalPods;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/** FGD straight from its definition, one step after the other, as the oracle of the fast one. */
final class PlainFragmentationGradient {
    private final ClusterState state;
    private final TypicalPods typical;

    PlainFragmentationGradient(ClusterState state, TypicalPods typical) {
        this.state = state;
        this.typical = typical;
    }

    @Nullable Placed decide(PodRequest request) {
        NodeFilter filter = new NodeFilter(state, request);
        Placed best = null;
        int bestScore = -1;
        for (int node = 0; node < state.nodeCount(); node++) {
            if (filter.reason(node) != null) {
                continue;
            }
            int[] free = new int[state.deviceCount(node)];
            state.copyDevices(node, free);
            if (!request.sharesGpu()) {
                long devices = 0;
                for (int d = 0;
                        d < free.length && Long.bitCount(devices) < request.gpuCount();
                        d++) {
                    devices |= free[d] == 1000 ? 1L << d : 0;
                }
                int score = score(node, free, request, devices);
                best = score > bestScore ? new Placed(node, devices) : best;
                bestScore = Math.max(bestScore, score);
                continue;
            }
            for (int d = 0; d < free.length; d++) {
                if (free[d] >= request.gpuMilli()) {
                    int score = score(node, free, request, 1L << d);
                    best = score > bestScore ? new Placed(node, 1L << d) : best;
                    bestScore = Math.max(bestScore, score);
                }
            }
        }
        return best;
    }

    private int score(int node, int[] free, PodRequest request, long devices) {
        int[] after = free.clone();
        for (int d = 0; d < after.length; d++) {
            after[d] -= (devices >>> d & 1) != 0 ? request.gpuMilli() : 0;
        }
        long cpuFree = state.cpuFreeMilli(node);
        long change =
                fragmentation(node, free, cpuFree)
                        - fragmentation(node, after, cpuFree - request.cpuMilli());
        double d = (double) change / typical.pods();
        return (int) (100 / (1 + StrictMath.exp(-d / 1000)));
    }

    private long fragmentation(int node, int[] free, long cpuFreeMilli) {
        long sum = 0;
        for (TypicalPods.Kind kind : typical.kinds()) {
            PodRequest wanted = kind.request();
            long all = 0;
            long tooSmall = 0;
            int sufficient = 0;
            for (int milli : free) {
                all += milli;
                tooSmall += milli < wanted.gpuMilli() ? milli : 0;
                sufficient += milli >= wanted.gpuMilli() ? 1 : 0;
            }
            boolean fits =
                    wanted.gpuCount() > 0
                            && state.resolve(wanted).allows(state.gpuModel(node))
                            && sufficient >= wanted.gpuCount()
                            && cpuFreeMilli >= wanted.cpuMilli();
            sum += kind.pods() * (fits ? tooSmall : all);
        }
        return sum;
    }
}
