package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * The threads that execute a generator's program.
 *
 * @param name of the tasks and of their statistics group
 * @param count how many
 * @param params scheduling parameters
 * @param cpus affinity; empty means all
 * @param cgroup path, "/" for the root
 */
public record Threads(
        String name, int count, SchedParams params, List<Integer> cpus, String cgroup) {
    public Threads {
        cpus = List.copyOf(cpus);
        if (name.isEmpty() || count < 1 || count > TaskSpec.MAX_INSTANCES) {
            throw new IllegalArgumentException(
                    "generator '"
                            + name
                            + "': "
                            + count
                            + " threads; give a name and 1 to "
                            + TaskSpec.MAX_INSTANCES
                            + " threads");
        }
        if (!cgroup.startsWith("/")) {
            throw new IllegalArgumentException(
                    "generator '" + name + "': cgroup '" + cgroup + "' must begin with /");
        }
    }

    /** Normal threads that may run anywhere, in the root cgroup. */
    public static Threads of(String name, int count) {
        return new Threads(name, count, SchedParams.NORMAL, List.of(), "/");
    }

    /** All of them, for ever in the loop of these steps. */
    TaskSpec repeating(Step... steps) {
        return running(name, count, List.of(new Step.Repeat(Step.FOREVER, List.of(steps))));
    }

    TaskSpec running(String taskName, int instances, List<Step> program) {
        return new TaskSpec(taskName, taskName, instances, params, cpus, cgroup, 0, program);
    }
}
