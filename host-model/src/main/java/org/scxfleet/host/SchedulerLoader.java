package org.scxfleet.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.ops.UserspaceThread.Act;
import org.scxfleet.task.Task;

/**
 * Makes a kernel's schedulers and attaches them, with the threads of their loaders; remembers the
 * last ones for what they say of themselves.
 */
final class SchedulerLoader {
    private final Kernel kernel;
    private final SchedulerResolver resolver;
    private final long seed;
    private final ArrayDeque<Load> last = new ArrayDeque<>();

    private record Load(SchedulerOps ops, long atNs) {}

    SchedulerLoader(Kernel kernel, SchedulerResolver resolver, long seed) {
        this.kernel = kernel;
        this.resolver = resolver;
        this.seed = seed;
    }

    private SchedulerOps make(SchedulerSpec scheduler) {
        return resolver.resolve(scheduler)
                .create(
                        new SchedulerEnvironment(
                                kernel.spec().topology(),
                                scheduler.options(),
                                kernel.spec().options().hz(),
                                seed,
                                Task.FIRST_PID + kernel.count()));
    }

    /**
     * Tries whether a scheduler could be attached here, without doing it.
     *
     * @throws IllegalArgumentException if not; the message says why
     */
    void tryOut(SchedulerSpec scheduler) {
        kernel.ext().check(make(scheduler));
    }

    /** Makes a scheduler and attaches it; it may be gone again on return. */
    SchedulerOps load(SchedulerSpec scheduler) {
        SchedulerOps ops = make(scheduler);
        List<Task> threads = new ArrayList<>();
        for (UserspaceThread thread : ops.threads()) {
            threads.add(kernel.addThread(thread, act -> runProgram(ops, act)));
        }
        if (last.size() == KernelReport.SCHEDULERS_MAX) {
            last.removeFirst();
        }
        last.add(new Load(ops, kernel.core().nowNs()));
        kernel.ext().enable(ops);
        for (Task task : threads) {
            kernel.startAt(task, kernel.core().nowNs());
        }
        return ops;
    }

    /** A scheduler that is gone takes its programs with it. */
    private long runProgram(SchedulerOps ops, Act.RunProgram act) {
        return kernel.ext().isAttached(ops)
                ? kernel.ext().runProgram(act.program(), act.context())
                : Scx.ENODEV;
    }

    /** What they said, the oldest first; those that have nothing to say are left out. */
    List<SchedulerReport> reports() {
        List<SchedulerReport> reports = new ArrayList<>();
        for (Load load : last) {
            SchedulerOutput output = load.ops().output();
            if (!output.equals(SchedulerOutput.NONE)) {
                reports.add(new SchedulerReport(load.ops().name(), load.atNs(), output));
            }
        }
        return reports;
    }
}
