package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;

/** The threads that handle interrupts on a PREEMPT_RT kernel; they exist since boot. */
final class RealTimeThreads {
    /** sched_set_fifo_low. */
    static final int TIMER_PRIORITY = 1;

    /** sched_set_fifo, what an interrupt thread gets unless somebody changes it. */
    static final int DEVICE_PRIORITY = 50;

    private RealTimeThreads() {}

    static void start(Kernel kernel) {
        SchedParams timers = SchedParams.realTime(SchedPolicy.FIFO, TIMER_PRIORITY);
        SchedParams devices = SchedParams.realTime(SchedPolicy.FIFO, DEVICE_PRIORITY);
        kernel.engine()
                .threadInterrupts(
                        perCpu(kernel, "ktimers", timers),
                        perCpu(kernel, "irq", devices),
                        perCpu(kernel, "ksoftirqd", SchedParams.NORMAL));
    }

    private static List<Task> perCpu(Kernel kernel, String name, SchedParams params) {
        List<Task> threads = new ArrayList<>();
        for (int cpu = 0; cpu < kernel.core().cpuCount(); cpu++) {
            Task thread =
                    kernel.addWithoutProgram(
                            name + "/" + cpu, Housekeeping.GROUP, params, List.of(cpu), "/");
            thread.kernelThread = true;
            thread.state = TaskState.SLEEPING;
            threads.add(thread);
        }
        return threads;
    }
}
