package org.scxfleet.cluster.placement.score;

import java.util.Arrays;
import org.scxfleet.cluster.placement.fragmentation.Fragmentation;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.resource.ResolvedRequest;

/**
 * Fragmentation gradient descent (FGD): the pod goes where it adds least to fragmentation.
 *
 * <p><b>What.</b> With d = fragmentation of the node before minus after placing the pod, in
 * milli-GPU, the score is the integer part of {@code 100 / (1 + exp(-d / 1000))}. For a part of a
 * device, every device with enough left is tried and the first with the highest score is taken, so
 * this is the choice of the device too. Whole devices are all alike and come from the first free
 * ones.
 *
 * <p><b>Exactness.</b> d is a fraction of whole numbers ({@link Fragmentation#pods()} is its
 * denominator), so a score is looked up among one hundred thresholds of the numerator instead of
 * computed: equal changes give equal scores, also next to a step.
 *
 * <p><b>Cost.</b> One fragmentation per different fill level of the node's sufficient devices, plus
 * one for the node as it is, which is kept until the node changes.
 *
 * <p>Source: Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with
 * Fragmentation Gradient Descent" (USENIX ATC 2023).
 */
public final class FragmentationGradient implements NodeScorer, DeviceChoice {
    private static final long NOT_MEASURED = ClusterState.NEVER_CHANGED - 1;

    private final Fragmentation fragmentation;
    private final SigmoidScore sigmoid;
    private final long[] before;
    private final long[] beforeAtChange;
    private final int[] devices = new int[NodeSpec.GPUS_MAX];

    /** Scores the nodes of one cluster; used with that cluster's state only. */
    public FragmentationGradient(ClusterState state, Fragmentation fragmentation) {
        this.fragmentation = fragmentation;
        sigmoid = new SigmoidScore(fragmentation.pods());
        before = new long[state.nodeCount()];
        beforeAtChange = new long[state.nodeCount()];
        Arrays.fill(beforeAtChange, NOT_MEASURED);
    }

    @Override
    public int score(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        int deviceCount = state.copyDevices(node, devices);
        if (wanted.sharesGpu()) {
            return bestDevice(state, node, wanted, deviceCount) / NodeSpec.GPUS_MAX;
        }
        takeWhole(wanted.gpuCount(), deviceCount);
        return scoreOfTaken(state, node, wanted, deviceCount);
    }

    @Override
    public long choose(ClusterState state, int node, ResolvedRequest request) {
        PodRequest wanted = request.request();
        if (!wanted.sharesGpu()) {
            return DeviceChoice.wholeDevices(state, node, wanted.gpuCount());
        }
        int deviceCount = state.copyDevices(node, devices);
        return 1L << bestDevice(state, node, wanted, deviceCount) % NodeSpec.GPUS_MAX;
    }

    /**
     * The first device with the highest score, as score times {@link NodeSpec#GPUS_MAX} plus
     * device. {@link #devices} are the node's, and stay so.
     */
    private int bestDevice(ClusterState state, int node, PodRequest wanted, int deviceCount) {
        int best = -1;
        int bestScore = -1;
        for (int device = 0; device < deviceCount; device++) {
            if (devices[device] < wanted.gpuMilli() || occursBefore(device)) {
                continue;
            }
            devices[device] -= wanted.gpuMilli();
            int score = scoreOfTaken(state, node, wanted, deviceCount);
            devices[device] += wanted.gpuMilli();
            if (score > bestScore) {
                best = device;
                bestScore = score;
            }
        }
        if (best < 0) {
            throw DeviceChoice.noRoom(state, node, wanted);
        }
        return bestScore * NodeSpec.GPUS_MAX + best;
    }

    /** Devices filled alike give the same fragmentation: only the first of them is tried. */
    private boolean occursBefore(int device) {
        for (int earlier = 0; earlier < device; earlier++) {
            if (devices[earlier] == devices[device]) {
                return true;
            }
        }
        return false;
    }

    private void takeWhole(int count, int deviceCount) {
        int missing = count;
        for (int device = 0; missing > 0 && device < deviceCount; device++) {
            if (devices[device] == PodRequest.GPU_MILLI_WHOLE) {
                devices[device] = 0;
                missing--;
            }
        }
    }

    private int scoreOfTaken(ClusterState state, int node, PodRequest wanted, int deviceCount) {
        long cpuLeft = state.cpuFreeMilli(node) - wanted.cpuMilli();
        long after = fragmentation.of(state.gpuModel(node), cpuLeft, devices, deviceCount);
        return sigmoid.score(before(state, node) - after);
    }

    private long before(ClusterState state, int node) {
        if (beforeAtChange[node] != state.lastChange(node)) {
            before[node] = fragmentation.ofNode(state, node);
            beforeAtChange[node] = state.lastChange(node);
        }
        return before[node];
    }
}
