package org.scxfleet.cli.fidelity;

import java.util.List;
import org.scxfleet.workload.measured.GroupSummary;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.RunFigures;

/**
 * How often tasks that are not the workload's ran during a repetition, beyond what they do on a
 * quiet machine.
 *
 * <p><b>Why.</b> Each such run makes a CPU choose anew, which shifts shares by points where slices
 * are uneven. How many there are is no property of the scheduler: the measured machine made 40 a
 * second in the first seconds after its boot and 9 a minute later. The measurements say how much
 * CPU time they took in each repetition, and a repetition is replayed with as many as it had, like
 * its tick phase.
 *
 * <p><b>How.</b> From the time that other tasks took, less what the quiet machine's take. Besides,
 * there are no more than switches that are not to a task of the workload, over all repetitions and
 * divided among these in proportion to that time: exact where the workload leaves no CPU idle,
 * elsewhere switches to the idle task hide among them.
 */
final class Surroundings {
    /** Runs a second of the kernel's own threads on a quiet machine, besides one on each CPU. */
    static final double QUIET_PER_S = 4.5;

    /** CPU time of such a run, with its switch. */
    static final double QUIET_RUN_US = 2.5;

    /** CPU time of one of the further ones. */
    static final double OTHER_RUN_US = 4;

    private static final double NS_PER_S = 1e9;

    private Surroundings() {}

    /** Runs per second that the quiet machine does not make; 0 where nothing was measured. */
    static double othersPerS(Measurements data, MeasuredCase one, int repetition) {
        double quietPerS = QUIET_PER_S + one.topology().cpus();
        double loaderPerS = one.scheduler().isFair() ? 0 : 1;
        double runsPerS =
                runsPerS(
                        data.runs().getOrDefault(one.name(), List.of()),
                        repetition,
                        quietPerS,
                        ownPerS(data, one.name()));
        return Math.max(0, runsPerS - quietPerS - loaderPerS);
    }

    /** Runs per second of tasks that are not the workload's; 0 where nothing was measured. */
    static double runsPerS(
            List<RunFigures> runs, int repetition, double quietPerS, double ownPerS) {
        double timeUsPerS = 0;
        double allUsPerS = 0;
        double switchesPerS = 0;
        for (RunFigures run : runs) {
            double seconds = run.durationNs() / NS_PER_S;
            double usPerS = run.otherTasksUs() / seconds;
            timeUsPerS += run.repetition() == repetition ? usPerS : 0;
            allUsPerS += usPerS;
            switchesPerS += run.switches() / seconds;
        }
        if (timeUsPerS == 0) {
            return 0;
        }
        double byTime = quietPerS + (timeUsPerS - quietPerS * QUIET_RUN_US) / OTHER_RUN_US;
        double bySwitches = (switchesPerS - ownPerS * runs.size()) * timeUsPerS / allUsPerS;
        return Math.min(byTime, bySwitches);
    }

    /** Switches to the workload's tasks. */
    private static double ownPerS(Measurements data, String caseName) {
        double perS = 0;
        for (GroupSummary summary : data.summaries().values()) {
            perS += summary.key().caseName().equals(caseName) ? summary.switchedInPerS() : 0;
        }
        return perS;
    }
}
