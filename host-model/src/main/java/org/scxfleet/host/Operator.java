package org.scxfleet.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.sched.ext.Ext.EnableState;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;

/** Carries out the timed actions of a kernel: what an operator would do at its shell. */
final class Operator {
    private static final long NS_PER_US = 1_000;

    private final Kernel kernel;
    private final List<TimedAction> actions;

    /** Schedulers by the link that holds them attached. */
    private final Map<String, SchedulerOps> links = new TreeMap<>();

    Operator(Kernel kernel, List<TimedAction> actions) {
        this.kernel = kernel;
        this.actions = actions;
    }

    /** Number of actions; action i is the event with source i. */
    int count() {
        return actions.size();
    }

    long atNs(int action) {
        return actions.get(action).atNs();
    }

    /**
     * Tries out the schedulers that are to be loaded later, so that one which cannot run here is
     * found before anything has run.
     *
     * @throws IllegalArgumentException if there is one
     */
    void check() {
        for (TimedAction action : actions) {
            if (action.act() instanceof TimedAction.Act.LoadScheduler load
                    && !load.scheduler().isFair()) {
                try {
                    kernel.loader().tryOut(load.scheduler());
                } catch (IllegalArgumentException refused) {
                    throw new IllegalArgumentException(
                            "load_scheduler at "
                                    + action.atNs() / NS_PER_US
                                    + " us: "
                                    + refused.getMessage(),
                            refused);
                }
            }
        }
    }

    void carryOut(int action) {
        kernel.core()
                .executeOn(kernel.core().lostCpus().attending(kernel.core().activeCpus().first()));
        switch (actions.get(action).act()) {
            case TimedAction.Act.LoadScheduler act -> load(act.scheduler());
            case TimedAction.Act.AttachScheduler act -> attach(act.link(), act.scheduler());
            case TimedAction.Act.DetachScheduler act -> detach(act.link());
            case TimedAction.Act.RunProgram act -> runProgram(act);
            case TimedAction.Act.UnloadScheduler act -> kernel.ext().unload(ExitKind.UNREG);
            case TimedAction.Act.SysrqS act -> kernel.ext().unload(ExitKind.SYSRQ);
            case TimedAction.Act.CpuOffline act -> offline(act.cpu());
            case TimedAction.Act.CpuOnline act -> {
                if (!kernel.core().runQueue(act.cpu()).active) {
                    kernel.migrator().online(act.cpu());
                    kernel.ext().hotplug(act.cpu(), true);
                }
            }
            case TimedAction.Act.SetScheduler act ->
                    forEach(act.task(), task -> kernel.setScheduler(task, act.params()));
            case TimedAction.Act.SetAffinity act ->
                    forEach(act.task(), task -> kernel.setAffinity(task, act.cpus()));
            case TimedAction.Act.SetCgroup act -> {
                int cgroup = kernel.ensureCgroup(act.path());
                forEach(act.task(), task -> kernel.setCgroup(task, cgroup));
            }
            case TimedAction.Act.SetCgroupWeight act -> setWeight(act.path(), act.weight());
            case TimedAction.Act.PartitionGpu act -> partition(act);
            case TimedAction.Act.SetDeadlineServer act ->
                    kernel.classes().setServer(act.ext(), act.runtimeNs(), act.periodNs());
        }
    }

    private void load(SchedulerSpec scheduler) {
        if (kernel.ext().state() != EnableState.DISABLED) {
            kernel.ext().unload(ExitKind.UNREG);
            kernel.ext().finishUnload();
        }
        if (!scheduler.isFair()) {
            kernel.loader().load(scheduler);
        }
    }

    private void attach(String link, SchedulerSpec scheduler) {
        if (kernel.ext().state() != EnableState.DISABLED) {
            kernel.notices()
                    .add(
                            "scheduler-busy",
                            kernel.name(),
                            link,
                            "a scheduler was attached while another one was (EBUSY)");
            return;
        }
        links.put(link, kernel.loader().load(scheduler));
    }

    private void detach(String link) {
        SchedulerOps ops = links.remove(link);
        if (ops != null && kernel.ext().isAttached(ops)) {
            kernel.ext().unload(ExitKind.UNREG);
            kernel.ext().finishUnload();
        }
    }

    private void runProgram(TimedAction.Act.RunProgram act) {
        if (kernel.ext().isLoaded()) {
            kernel.ext().runProgram(act.program(), act.context());
        } else {
            kernel.notices()
                    .add(
                            "program-without-scheduler",
                            kernel.name(),
                            act.program(),
                            "a scheduler's program was to be run while none was attached");
        }
    }

    private void offline(int cpu) {
        if (!kernel.core().runQueue(cpu).active) {
            return;
        }
        if (kernel.core().runQueue(cpu).lost) {
            kernel.notices()
                    .add(
                            "lost-cpu",
                            kernel.name(),
                            "CPU " + cpu,
                            "a CPU that is lost in a callback cannot be taken offline");
            return;
        }
        if (kernel.core().activeCpus().size() == 1) {
            kernel.notices()
                    .add(
                            "last-cpu",
                            kernel.name(),
                            "CPU " + cpu,
                            "the last CPU of a kernel cannot be taken offline");
            return;
        }
        kernel.migrator().offline(cpu, kernel.tasks());
        kernel.ext().hotplug(cpu, false);
    }

    private void partition(TimedAction.Act.PartitionGpu act) {
        String refusal = kernel.gpus().partition(act);
        if (!refusal.isEmpty()) {
            kernel.notices()
                    .add(
                            "gpu-partition-refused",
                            kernel.name(),
                            "GPU " + act.device() + ": " + refusal,
                            "a GPU was not partitioned anew: instances that go must be idle, and"
                                    + " there must be a place for the new ones");
        }
    }

    private void setWeight(String path, int weight) {
        int cgroup = kernel.ensureCgroup(path);
        if (kernel.cgroups().weight(cgroup) != weight) {
            kernel.cgroups().setWeight(cgroup, weight);
            kernel.classes().cgroupWeightChanged(cgroup);
            kernel.ext().cgroupWeightChanged(cgroup, weight);
        }
    }

    private void forEach(String name, java.util.function.Consumer<Task> act) {
        boolean found = false;
        for (int number = 0; number < kernel.count(); number++) {
            Task task = kernel.tasks().get(number);
            boolean named = task.name.equals(name) || task.name.startsWith(name + "-");
            if (named && task.state != TaskState.DEAD) {
                found = true;
                act.accept(task);
            }
        }
        if (!found) {
            kernel.notices()
                    .add(
                            "action-without-task",
                            kernel.name(),
                            name,
                            "an action named a task that does not exist");
        }
    }
}
