package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Which task groups of a workload are compared as one: the workers of a fork-join.
 *
 * <p>Which of them inherits the parent's CPU is decided within some microseconds, so their waits
 * are compared sorted, without asking whose they are. Workers are single tasks with one name but
 * for a number at its end, which do the same when resumed and then resume somebody else.
 */
final class GroupMerge {
    private GroupMerge() {}

    /** Task groups by the name under which they are compared, in the order of the workload. */
    static SequencedMap<String, List<String>> of(List<TaskSpec> tasks) {
        SequencedMap<String, List<TaskSpec>> alike = new LinkedHashMap<>();
        for (TaskSpec task : tasks) {
            String pattern = workerPattern(task);
            String key = pattern == null ? task.group() : pattern;
            alike.computeIfAbsent(key, k -> new ArrayList<>()).add(task);
        }
        SequencedMap<String, List<String>> merged = new LinkedHashMap<>();
        for (Map.Entry<String, List<TaskSpec>> entry : alike.entrySet()) {
            List<TaskSpec> members = entry.getValue();
            String first = members.getFirst().group();
            String name = members.size() > 1 ? stem(first) + "*" : first;
            merged.put(name, members.stream().map(TaskSpec::group).distinct().toList());
        }
        return merged;
    }

    /** What workers have in common, or null for a task that is none. */
    private static @Nullable String workerPattern(TaskSpec task) {
        String stem = stem(task.group());
        if (task.instances() != 1 || stem.equals(task.group()) || !waitsAndResumes(task)) {
            return null;
        }
        return stem + task.program().toString().replace(task.name(), "*");
    }

    private static boolean waitsAndResumes(TaskSpec task) {
        List<Step> steps = flat(task.program());
        return steps.stream().anyMatch(Step.Suspend.class::isInstance)
                && steps.stream().anyMatch(Step.Resume.class::isInstance);
    }

    private static List<Step> flat(List<Step> steps) {
        List<Step> flat = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Repeat repeat) {
                flat.addAll(flat(repeat.body()));
            } else {
                flat.add(step);
            }
        }
        return flat;
    }

    private static String stem(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
