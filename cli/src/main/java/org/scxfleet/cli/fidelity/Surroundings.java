package org.scxfleet.cli.fidelity;

import java.util.List;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.RunFigures;
import org.scxfleet.workload.measured.TaskFigures;

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
 * there are no more than switches that are not to a task of the workload: exact where the workload
 * leaves no CPU idle, elsewhere switches to the idle task hide among them.
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
        for (RunFigures run : data.runs().getOrDefault(one.name(), List.of())) {
            if (run.repetition() == repetition) {
                double runsPerS = runsPerS(run, quietPerS, ownSwitches(data, run));
                return Math.max(0, runsPerS - quietPerS - loaderPerS);
            }
        }
        return 0;
    }

    /**
     * Runs per second of tasks that are not the workload's; 0 where nothing was measured.
     *
     * @param ownSwitches switches to the workload's tasks; 0 where that was not measured
     */
    static double runsPerS(RunFigures run, double quietPerS, long ownSwitches) {
        if (run.otherTasksUs() == 0) {
            return 0;
        }
        double seconds = run.durationNs() / NS_PER_S;
        double otherUsPerS = run.otherTasksUs() / seconds;
        double byTime = quietPerS + (otherUsPerS - quietPerS * QUIET_RUN_US) / OTHER_RUN_US;
        double bySwitches = (run.switches() - ownSwitches) / seconds;
        return Math.min(byTime, bySwitches);
    }

    private static long ownSwitches(Measurements data, RunFigures run) {
        long switches = 0;
        for (List<TaskFigures> group : data.tasks().values()) {
            for (TaskFigures task : group) {
                boolean own = task.key().caseName().equals(run.caseName());
                if (own && task.repetition() == run.repetition()) {
                    switches += task.switching().switchedIn();
                }
            }
        }
        return switches;
    }
}
