package org.scxfleet.ops;

import java.util.List;
import org.scxfleet.task.SchedParams;

/**
 * A thread of the program that loaded a scheduler, one that works while the scheduler runs.
 *
 * <p>Some schedulers decide in user space: their BPF half hands tasks to a process and takes
 * decisions back. That process is a task like any other. It waits for a CPU, it is scheduled by the
 * very scheduler that it serves, and what it does takes simulated time; that is what such
 * schedulers cost. So the kernel model makes a task of each thread that {@link
 * SchedulerOps#threads} names and asks it, whenever it runs and its last act is over, what it does
 * next. What it reads and writes (maps, variables) it reads and writes at that instant.
 *
 * <p>The pids of the threads follow each other from {@link SchedulerEnvironment#loaderPid} on. They
 * exist before the scheduler is attached and begin to run after.
 */
public interface UserspaceThread {
    /** The kernel's comm; also the name of its task group in the results. */
    String name();

    SchedParams params();

    /** What it does next. */
    Act next(long nowNs);

    /**
     * What the program of its last {@link Act.RunProgram} returned; called before it is asked for
     * its next act.
     */
    default void returned(long result) {}

    /**
     * What its last {@link Act.ReadCpuTimes} found; called before it is asked for its next act.
     *
     * @param busyNs how long each CPU has run tasks so far, up to now
     */
    default void cpuTimes(long[] busyNs) {}

    /** What a thread does. */
    sealed interface Act {
        /** Executes that much work: nanoseconds on a CPU of capacity 1024. */
        record Compute(long workNs) implements Act {}

        /** Gives up the CPU and stays runnable (sched_yield). */
        record Yield() implements Act {}

        /** Sleeps for a time. */
        record Sleep(long durationNs) implements Act {}

        /**
         * Has the kernel run one of the scheduler's programs of type syscall, here and now: it sees
         * this thread's CPU, and what it executes takes time there.
         *
         * @param context the words that the program is given
         */
        record RunProgram(String program, List<Long> context) implements Act {
            public RunProgram {
                context = List.copyOf(context);
            }
        }

        /** Reads how busy each CPU has been (/proc/stat). */
        record ReadCpuTimes() implements Act {}

        /** Ends. */
        record Exit() implements Act {}
    }

    Act YIELD = new Act.Yield();
    Act READ_CPU_TIMES = new Act.ReadCpuTimes();
    Act EXIT = new Act.Exit();
}
