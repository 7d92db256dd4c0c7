package org.scxfleet.exec;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;

/**
 * Interrupts in threads, as on a PREEMPT_RT kernel (kernel/softirq.c, kernel/time/hrtimer.c,
 * kernel/irq/manage.c): what an interrupt has to do is done by a thread that is scheduled.
 *
 * <p><b>Which.</b> Per CPU {@code ktimers}, FIFO 1, for the sleeps of tasks that are not real-time,
 * for the timer wheel and for the timers of a BPF scheduler; {@code irq}, FIFO 50, for devices and
 * messages; {@code ksoftirqd}, an ordinary task, for the balancing that a tick finds due. Sleeps of
 * real-time and deadline tasks, the tick, the slice timer and kicks stay in the hard interrupt.
 *
 * <p><b>Why.</b> A wake-up then costs a switch to the thread, waits for tasks of higher priority,
 * and preempts those below; and a scheduler sees the threads come and go.
 *
 * <p><b>Cost.</b> A thread is charged for the wake-ups that it does and for nothing else.
 */
final class InterruptThreads {
    private final SchedCore core;
    private final Execution execution;
    private final Worker[] timers;
    private final Worker[] devices;
    private final Worker[] balancers;

    /** One thread and what it has to do, first come first served. */
    private static final class Worker {
        final Task thread;
        final ArrayDeque<Task> toWake = new ArrayDeque<>(0);
        final ArrayDeque<Runnable> toRun = new ArrayDeque<>(0);
        boolean balances;

        Worker(Task thread) {
            this.thread = thread;
        }
    }

    /**
     * @param timerThreads one per CPU, as the others
     */
    InterruptThreads(
            SchedCore core,
            Execution execution,
            List<Task> timerThreads,
            List<Task> deviceThreads,
            List<Task> balancingThreads) {
        this.core = core;
        this.execution = execution;
        timers = workers(timerThreads);
        devices = workers(deviceThreads);
        balancers = workers(balancingThreads);
    }

    private static Worker[] workers(List<Task> threads) {
        Worker[] workers = new Worker[threads.size()];
        for (int cpu = 0; cpu < workers.length; cpu++) {
            Task thread = threads.get(cpu);
            thread.work.interruptThread = true;
            workers[cpu] = new Worker(thread);
        }
        return workers;
    }

    /** A sleep ended that is not ended in the hard interrupt. */
    void endSleep(int cpu, Task sleeper) {
        timers[cpu].toWake.add(sleeper);
        raise(cpu, timers[cpu]);
    }

    /** A timer expired whose callback is no hard interrupt. */
    void expire(int cpu, Runnable callback) {
        timers[cpu].toRun.add(callback);
        raise(cpu, timers[cpu]);
    }

    /** A device has something for a task. */
    void deviceReady(int cpu, Task waiter) {
        if (waiter.state == TaskState.SLEEPING && !devices[cpu].toWake.contains(waiter)) {
            devices[cpu].toWake.add(waiter);
            raise(cpu, devices[cpu]);
        }
    }

    /** The CPU ticked: the thread does what there is to balance. */
    void balance(int cpu) {
        if (core.schedClass(ClassId.FAIR).isBalanceDue(core.runQueue(cpu))) {
            balancers[cpu].balances = true;
            raise(cpu, balancers[cpu]);
        }
    }

    private void raise(int cpu, Worker worker) {
        core.executeOn(cpu);
        core.wake(worker.thread, 0, false);
    }

    /** The thread runs: it does one thing, or sleeps when nothing is left. */
    void run(RunQueue rq, Task thread) {
        Worker worker = workerOf(rq.cpu, thread);
        Task sleeper = worker.toWake.poll();
        Runnable work = sleeper == null ? worker.toRun.poll() : null;
        if (sleeper != null) {
            execution.wake(sleeper, false, true);
        } else if (work != null) {
            work.run();
        } else if (worker.balances) {
            worker.balances = false;
            core.afterTick(rq);
        } else {
            execution.block(rq, thread);
            return;
        }
        if (rq.needResched && rq.executing == thread && !rq.lost) {
            core.schedule(rq);
        }
    }

    private Worker workerOf(int cpu, Task thread) {
        Worker worker = find(cpu, thread);
        if (worker == null) {
            // Its CPU is offline: the kernel parks the thread, here it goes on elsewhere.
            for (int other = 0; other < timers.length && worker == null; other++) {
                worker = find(other, thread);
            }
        }
        if (worker == null) {
            throw new IllegalStateException(thread + " is no interrupt thread");
        }
        return worker;
    }

    private @Nullable Worker find(int cpu, Task thread) {
        if (timers[cpu].thread == thread) {
            return timers[cpu];
        }
        if (devices[cpu].thread == thread) {
            return devices[cpu];
        }
        return balancers[cpu].thread == thread ? balancers[cpu] : null;
    }
}
