package org.scxfleet.coordinator.run;

import java.util.List;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.engine.SeedTree;

/**
 * One number for a run whose hosts were emulated in windows: over the windows in their order, then
 * what the coordinator decided, as in a run without windows.
 */
public final class WindowDigest {
    private static final long START = 0x5c_f1ee_8000L;

    private WindowDigest() {}

    /**
     * @param windows digest of each window
     * @param stays of pods, in order
     */
    public static long of(List<Long> windows, PlacementOutcome placement, List<PodRun> stays) {
        long value = START;
        for (long window : windows) {
            value = SeedTree.mix(value ^ SeedTree.mix(window));
        }
        List<Integer> podHosts = placement.pods().stream().map(PodOutcome::host).toList();
        long coordinator = PreparedRun.coordinatorDigest(podHosts, stays);
        return SeedTree.mix(value ^ SeedTree.mix(coordinator));
    }
}
