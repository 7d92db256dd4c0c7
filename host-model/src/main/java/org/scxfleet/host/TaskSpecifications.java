package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scxfleet.exec.TaskExecution;
import org.scxfleet.task.TaskSpec;

/**
 * The specifications that a kernel's tasks are made from, by number and name. Each is compiled when
 * its first instance is made, and counts its instances.
 */
final class TaskSpecifications {
    private final List<TaskSpec> specs = new ArrayList<>();
    private final List<Integer> instances = new ArrayList<>();
    private final List<TaskExecution.@Nullable Compiled> programs = new ArrayList<>();
    private final TreeMap<String, Integer> byName = new TreeMap<>();

    void add(TaskSpec spec) {
        byName.put(spec.name(), specs.size());
        specs.add(spec);
        instances.add(0);
        programs.add(null);
    }

    int count() {
        return specs.size();
    }

    TaskSpec get(int number) {
        return specs.get(number);
    }

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    int number(String taskName) {
        Integer number = byName.get(taskName);
        if (number == null) {
            throw new IllegalArgumentException(
                    "no task '"
                            + taskName
                            + "' to fork; there are "
                            + String.join(", ", byName.keySet()));
        }
        return number;
    }

    /** The name of the next instance. */
    String nextInstance(int number) {
        int instance = instances.get(number);
        instances.set(number, instance + 1);
        return specs.get(number).name() + "-" + instance;
    }

    TaskExecution.Compiled program(
            int number, Function<TaskSpec, TaskExecution.Compiled> compiler) {
        TaskExecution.Compiled program = programs.get(number);
        if (program == null) {
            program = compiler.apply(specs.get(number));
            programs.set(number, program);
        }
        return program;
    }
}
