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

        /**
         * Attaches a scheduler by a link of that name, as a loader does: refused if one is attached
         * already (EBUSY), which leaves a notice.
         */
        record AttachScheduler(String link, SchedulerSpec scheduler) implements Act {}

        /** Destroys a link: detaches its scheduler, if it is the one that is attached. */
        record DetachScheduler(String link) implements Act {}

        /**
         * User space runs a program of the attached scheduler.
         *
         * @param context the words that the program is given
         */
        record RunProgram(String program, List<Long> context) implements Act {
            public RunProgram {
                context = List.copyOf(context);
            }
        }

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

        /**
         * Partitions a GPU anew.
         *
         * @param device any device number of the chip
         * @param instances sizes; none for the whole chip
         * @param takesNs until the new instances can be used
         */
        record PartitionGpu(int device, List<String> instances, long takesNs) implements Act {
            public PartitionGpu {
                instances = List.copyOf(instances);
            }
        }

        /** Deadline server of a class on every CPU; runtime 0 switches it off. */
        record SetDeadlineServer(boolean ext, long runtimeNs, long periodNs) implements Act {}
    }
}
