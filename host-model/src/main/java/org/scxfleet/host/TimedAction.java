package org.scxfleet.host;

import java.util.List;
import org.scxfleet.task.SchedParams;

/**
 * What an operator does at a time of the run.
 *
 * @param atNs when
 */
public record TimedAction(long atNs, Act act) {
    /** The acts. Tasks are named by task name (all instances) or instance name. */
    public sealed interface Act {
        /** Loads a scheduler; replaces the loaded one by an unload and a load. */
        record LoadScheduler(SchedulerSpec scheduler) implements Act {}

        /** Unloads the scheduler: exit kind UNREG. */
        record UnloadScheduler() implements Act {}

        /** SysRq-S. */
        record SysrqS() implements Act {}

        record CpuOffline(int cpu) implements Act {}

        record CpuOnline(int cpu) implements Act {}

        record SetScheduler(String task, SchedParams params) implements Act {}

        record SetAffinity(String task, List<Integer> cpus) implements Act {
            public SetAffinity {
                cpus = List.copyOf(cpus);
            }
        }

        record SetCgroup(String task, String path) implements Act {}

        record SetCgroupWeight(String path, int weight) implements Act {}

        /** Deadline server of a class on every CPU; runtime 0 switches it off. */
        record SetDeadlineServer(boolean ext, long runtimeNs, long periodNs) implements Act {}
    }
}
