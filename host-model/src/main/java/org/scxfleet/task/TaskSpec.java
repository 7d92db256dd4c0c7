package org.scxfleet.task;

import java.util.List;

/**
 * A task of a host as the scenario describes it.
 *
 * @param name instances are called name-0, name-1, …; a single instance too
 * @param group task group for statistics
 * @param instances how many start; 0 for a task that is only forked
 * @param params scheduling parameters at start
 * @param cpus affinity; empty means all
 * @param cgroup path of the cgroup, "/" for the root
 * @param delayNs start after the beginning of the run
 * @param program what each instance does; it exits at the end
 */
public record TaskSpec(
        String name,
        String group,
        int instances,
        SchedParams params,
        List<Integer> cpus,
        String cgroup,
        long delayNs,
        List<Step> program) {
    /** Most instances of one task. */
    public static final int MAX_INSTANCES = 1_000_000;

    public TaskSpec {
        cpus = List.copyOf(cpus);
        program = List.copyOf(program);
        if (name.isEmpty() || instances < 0 || instances > MAX_INSTANCES || delayNs < 0) {
            throw new IllegalArgumentException(
                    "task '"
                            + name
                            + "': "
                            + instances
                            + " instances, delay "
                            + delayNs
                            + " ns; allowed are 0 to "
                            + MAX_INSTANCES
                            + " instances and a delay of at least 0");
        }
    }

    /** One task group of normal tasks with no affinity in the root cgroup. */
    public static TaskSpec normal(String name, int instances, List<Step> program) {
        return new TaskSpec(name, name, instances, SchedParams.NORMAL, List.of(), "/", 0, program);
    }
}
