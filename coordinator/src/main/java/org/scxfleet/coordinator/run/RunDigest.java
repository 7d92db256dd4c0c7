package org.scxfleet.coordinator.run;

import java.util.List;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.host.HostReport;

/** One number for a whole run: two runs are the same if and only if it is. */
final class RunDigest {
    private static final long START = 0x5c_f1ee_7000L;

    private RunDigest() {}

    /**
     * @param reports by number of the host
     * @param coordinator digest of the coordinator's own stream
     */
    static long of(List<HostReport> reports, long coordinator) {
        long value = START;
        for (HostReport report : reports) {
            value = SeedTree.mix(value ^ SeedTree.mix(report.index()));
            value = SeedTree.mix(value ^ report.digest());
        }
        return SeedTree.mix(value ^ SeedTree.mix(coordinator));
    }
}
