package org.scxfleet.cluster.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/** Walks through programs and rewrites them, bodies of repeats included. */
public final class Programs {
    private Programs() {}

    /** Shows every step once; a repeat is shown before its body. */
    public static void visit(List<Step> program, Consumer<Step> visitor) {
        for (Step step : program) {
            visitor.accept(step);
            if (step instanceof Step.Repeat repeat) {
                visit(repeat.body(), visitor);
            }
        }
    }

    /** The program with each step but repeats replaced by what the operator makes of it. */
    public static List<Step> rewritten(List<Step> program, UnaryOperator<Step> operator) {
        List<Step> rewritten = new ArrayList<>(program.size());
        for (Step step : program) {
            rewritten.add(
                    step instanceof Step.Repeat repeat
                            ? new Step.Repeat(repeat.count(), rewritten(repeat.body(), operator))
                            : operator.apply(step));
        }
        return rewritten;
    }

    /** The task with a rewritten program. */
    public static TaskSpec rewritten(TaskSpec task, UnaryOperator<Step> operator) {
        return with(task, task.cgroup(), rewritten(task.program(), operator));
    }

    /** The task in another cgroup. */
    public static TaskSpec inCgroup(TaskSpec task, String cgroup) {
        return with(task, cgroup, task.program());
    }

    private static TaskSpec with(TaskSpec task, String cgroup, List<Step> program) {
        return new TaskSpec(
                task.name(),
                task.group(),
                task.instances(),
                task.params(),
                task.cpus(),
                cgroup,
                task.delayNs(),
                program);
    }

    /**
     * Services and collectives of the tasks under names of their own, for work that is set on
     * several groups of hosts which must not meet.
     */
    public static TaskSpec inScope(TaskSpec task, String scope) {
        return rewritten(task, step -> inScope(step, scope + "/"));
    }

    private static Step inScope(Step step, String prefix) {
        if (step instanceof Step.Request request) {
            return new Step.Request(prefix + request.service(), request.bytes());
        }
        if (step instanceof Step.Receive receive) {
            return new Step.Receive(prefix + receive.endpoint());
        }
        if (step instanceof Step.Collective collective) {
            return new Step.Collective(
                    prefix + collective.group(), collective.bytes(), collective.exchange());
        }
        return step;
    }
}
