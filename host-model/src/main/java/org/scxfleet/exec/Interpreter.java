package org.scxfleet.exec;

import org.jspecify.annotations.Nullable;
import org.scxfleet.exec.Code.Op;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.sync.Barrier;
import org.scxfleet.sync.Gate;
import org.scxfleet.sync.KernelMutex;
import org.scxfleet.sync.Pipe;
import org.scxfleet.sync.Semaphore;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.Work;
import org.scxfleet.trace.TraceKind;

/**
 * Executes the steps of running tasks until one takes time or gives up the CPU.
 *
 * <p>A step that waits is entered again when the task runs next; {@code phase} and {@code waitOver}
 * say how far it had come. After each step the CPU honours a pending reschedule, as on the return
 * from a system call.
 */
final class Interpreter {
    private static final int TIMER_ABSOLUTE = 1;
    private static final int TIMER_SHARED = 2;
    private static final int MAX_FETCHED = 2 * Step.MAX_NESTING + 2;

    private final SchedCore core;
    private final Execution execution;
    private final Programs programs;
    private final Resources resources;
    private final Inheritance inheritance;
    private final TaskOffice office;
    private final GpuSteps gpus;
    private final RemotePort remote;
    private final LoaderThreads threads;
    private final long syscallNs;

    Interpreter(
            SchedCore core,
            Execution execution,
            Programs programs,
            Resources resources,
            TaskOffice office,
            GpuPort gpus,
            RemotePort remote,
            LoaderThreads threads,
            long syscallNs) {
        this.core = core;
        this.execution = execution;
        this.programs = programs;
        this.resources = resources;
        this.inheritance = new Inheritance(office);
        this.office = office;
        this.gpus = new GpuSteps(core, execution, gpus, office);
        this.remote = remote;
        this.threads = threads;
        this.syscallNs = syscallNs;
    }

    /** Executes steps of the current task until it computes, waits, ends or is preempted. */
    void execute(RunQueue rq, Task task) {
        Code code = programs.of(task);
        Work work = task.work;
        while (rq.executing == task && !rq.lost) {
            if (work.overheadNs > 0 || work.remainingNs > 0 || work.runUntilNs >= 0) {
                return;
            }
            if (++work.stepsWithoutTime > Execution.MAX_STEPS_WITHOUT_TIME) {
                office.notice("zero-time-loop", task);
                work.overheadNs += Execution.FORCED_STEP_NS;
                return;
            }
            step(rq, task, work, code);
            if (rq.needResched && rq.executing == task && !rq.lost) {
                core.schedule(rq);
            }
        }
    }

    /** Executes the steps that touch nothing but the task itself, up to its next computation. */
    void fetchComputation(Task task) {
        Code code = programs.of(task);
        Work work = task.work;
        for (int steps = 0; steps < MAX_FETCHED && work.remainingNs == 0; steps++) {
            int at = work.position;
            switch (code.op()[at]) {
                case COMPUTE -> {
                    work.position = at + 1;
                    work.remainingNs = draw(code, at, task);
                }
                case LOOP -> beginLoop(work, code, at);
                case END_LOOP -> endLoop(work, code, at);
                default -> {
                    return;
                }
            }
        }
    }

    private static void beginLoop(Work work, Code code, int at) {
        work.loopTurns[code.a()[at]] = code.b()[at];
        work.position = at + 1;
    }

    private void step(RunQueue rq, Task task, Work work, Code code) {
        int at = work.position;
        Op op = code.op()[at];
        switch (op) {
            case COMPUTE -> {
                work.position = at + 1;
                work.remainingNs = draw(code, at, task);
            }
            case LOOP -> beginLoop(work, code, at);
            case END_LOOP -> endLoop(work, code, at);
            case YIELD -> {
                work.position = at + 1;
                work.overheadNs += syscallNs;
                core.yield(rq);
            }
            case RUN_FOR -> {
                work.position = at + 1;
                work.runUntilNs = core.nowNs() + draw(code, at, task);
            }
            case SLEEP -> sleep(rq, task, work, code, at);
            case TIMER -> timer(rq, task, work, code, at);
            case MARK -> mark(task, work, code, at);
            case EXIT -> execution.exit(rq, task);
            case THREAD -> threads.step(rq, task);
            case SUSPEND,
                    RESUME,
                    LOCK,
                    UNLOCK,
                    COND_WAIT,
                    COND_SIGNAL,
                    COND_BROADCAST,
                    BARRIER,
                    SEM_POST,
                    SEM_WAIT,
                    PIPE_WRITE,
                    PIPE_READ,
                    FORK,
                    SET_SCHEDULER,
                    SET_AFFINITY,
                    SET_CGROUP,
                    GPU_LAUNCH,
                    GPU_SYNC,
                    GPU_OPEN,
                    GPU_COPY,
                    GPU_FAULT,
                    REQUEST,
                    RECEIVE,
                    REPLY,
                    COLLECTIVE -> {
                work.overheadNs += syscallNs;
                waitingStep(rq, task, work, code, at, op);
            }
        }
    }

    private static void endLoop(Work work, Code code, int at) {
        int depth = code.a()[at];
        int turns = work.loopTurns[depth];
        if (turns == Step.FOREVER) {
            work.position = code.b()[at];
        } else if (turns > 1) {
            work.loopTurns[depth] = turns - 1;
            work.position = code.b()[at];
        } else {
            work.position = at + 1;
        }
    }

    static long draw(Code code, int at, Task task) {
        Amount amount = code.amount()[at];
        return amount == null ? 0 : amount.draw(task.random);
    }

    private void sleep(RunQueue rq, Task task, Work work, Code code, int at) {
        if (work.waitOver) {
            done(work);
            return;
        }
        long durationNs = draw(code, at, task);
        work.overheadNs += syscallNs;
        execution.sleepUntil(rq, task, core.nowNs() + durationNs);
    }

    /** The step is over: go on with the next one. */
    static void done(Work work) {
        work.waitOver = false;
        work.phase = 0;
        work.position++;
    }

    private void timer(RunQueue rq, Task task, Work work, Code code, int at) {
        if (work.waitOver) {
            done(work);
            return;
        }
        int flags = code.b()[at];
        long nowNs = core.nowNs();
        long[] expiry = expiries(work, code, at, flags);
        int slot = (flags & TIMER_SHARED) != 0 ? 0 : code.a()[at];
        if (expiry[slot] < 0) {
            expiry[slot] = task.startedNs;
        }
        expiry[slot] += draw(code, at, task);
        if (expiry[slot] > nowNs) {
            work.overheadNs += syscallNs;
            execution.sleepUntil(rq, task, expiry[slot]);
            return;
        }
        if ((flags & TIMER_ABSOLUTE) == 0) {
            expiry[slot] = nowNs;
        }
        work.position++;
    }

    private long[] expiries(Work work, Code code, int at, int flags) {
        if ((flags & TIMER_SHARED) != 0) {
            return resources.sharedTimers.get(code.a()[at]);
        }
        long[] own = work.timerExpiryNs;
        if (own == null) {
            own = new long[code.timers()];
            java.util.Arrays.fill(own, -1);
            work.timerExpiryNs = own;
        }
        return own;
    }

    private void mark(Task task, Work work, Code code, int at) {
        GroupTally group = core.groups().get(task.group);
        task.tally.iterations++;
        group.iterations++;
        long responseNs = -1;
        long[] expiry = work.timerExpiryNs;
        int slot = code.a()[at];
        if (slot >= 0 && expiry != null && expiry[slot] >= 0) {
            responseNs = core.nowNs() - expiry[slot];
            group.responses.record(responseNs);
        }
        core.recorder()
                .record(
                        TraceKind.ITERATION,
                        task.cpu,
                        task.number,
                        responseNs,
                        task.tally.iterations);
        work.position++;
    }

    private void waitingStep(RunQueue rq, Task task, Work work, Code code, int at, Op op) {
        int a = code.a()[at];
        switch (op) {
            case SUSPEND -> suspend(rq, task, work, resources.gates.get(a));
            case RESUME -> resume(work, resources.gates.get(a));
            case LOCK -> lock(rq, task, work, resources.mutexes.get(a));
            case UNLOCK -> {
                unlock(task, resources.mutexes.get(a));
                done(work);
            }
            case COND_WAIT -> condWait(rq, task, work, code, at);
            case COND_SIGNAL -> {
                wakeFrom(resources.conditions.get(a).poll());
                done(work);
            }
            case COND_BROADCAST -> {
                wakeAll(resources.conditions.get(a));
                done(work);
            }
            case BARRIER -> barrier(rq, task, work, resources.barriers.get(a));
            case SEM_POST -> {
                wakeFrom(resources.semaphores.get(a).post());
                done(work);
            }
            case SEM_WAIT -> semWait(rq, task, work, resources.semaphores.get(a));
            case PIPE_WRITE, PIPE_READ ->
                    pipe(rq, task, work, resources.pipes.get(a), op == Op.PIPE_READ);
            case GPU_LAUNCH, GPU_SYNC, GPU_OPEN, GPU_COPY, GPU_FAULT ->
                    gpus.step(rq, task, work, code, at);
            case REQUEST, RECEIVE, REPLY, COLLECTIVE -> message(rq, task, work, code, at, op);
            case FORK, SET_SCHEDULER, SET_AFFINITY, SET_CGROUP -> office(task, work, code, at, op);
            case COMPUTE, RUN_FOR, SLEEP, TIMER, YIELD, EXIT, MARK, LOOP, END_LOOP, THREAD ->
                    throw new IllegalStateException(op + " does not wait");
        }
    }

    private void wakeFrom(@Nullable Task waiter) {
        if (waiter != null) {
            execution.wake(waiter, false, true);
        }
    }

    private void wakeAll(org.scxfleet.sync.WaitQueue waiters) {
        int count = waiters.size();
        for (int i = 0; i < count; i++) {
            wakeFrom(waiters.poll());
        }
    }

    private void suspend(RunQueue rq, Task task, Work work, Gate gate) {
        if (work.waitOver || gate.pass(task)) {
            done(work);
        } else {
            execution.block(rq, task);
        }
    }

    private void resume(Work work, Gate gate) {
        Task waiter = gate.resumeNext();
        wakeFrom(waiter);
        while (waiter != null && !gate.isCounting()) {
            waiter = gate.resumeNext();
            wakeFrom(waiter);
        }
        done(work);
    }

    private void lock(RunQueue rq, Task task, Work work, KernelMutex mutex) {
        work.waitOver = false;
        if (mutex.lock(task)) {
            inheritance.acquired(task, mutex);
            done(work);
        } else {
            inheritance.waits(task, mutex);
            if (mutex.inheritsPriority()
                    || !core.proxyExecution().block(rq, task, mutex.number())) {
                execution.block(rq, task);
            }
        }
    }

    private void unlock(Task task, KernelMutex mutex) {
        Task donor = task.proxied ? task.blockedDonor : null;
        Task next =
                donor != null && donor.blockedOn == mutex.number()
                        ? mutex.handOver(task, donor)
                        : mutex.unlock(task);
        inheritance.released(task, mutex);
        if (next != null) {
            wakeFrom(next);
        }
    }

    @Nullable Task lockOwner(int mutex) {
        return resources.mutexes.get(mutex).owner();
    }

    void stopWaiting(Task task, int mutex) {
        resources.mutexes.get(mutex).forget(task);
    }

    private void condWait(RunQueue rq, Task task, Work work, Code code, int at) {
        KernelMutex mutex = resources.mutexes.get(code.b()[at]);
        if (work.phase == 0) {
            work.phase = 1;
            resources.conditions.get(code.a()[at]).add(task);
            unlock(task, mutex);
            execution.block(rq, task);
        } else {
            lock(rq, task, work, mutex);
        }
    }

    private void barrier(RunQueue rq, Task task, Work work, Barrier barrier) {
        if (work.waitOver) {
            done(work);
        } else if (barrier.arrive(task)) {
            wakeAll(barrier.waiters());
            done(work);
        } else {
            execution.block(rq, task);
        }
    }

    private void semWait(RunQueue rq, Task task, Work work, Semaphore semaphore) {
        work.waitOver = false;
        if (semaphore.take(task)) {
            done(work);
        } else {
            execution.block(rq, task);
        }
    }

    private void pipe(RunQueue rq, Task task, Work work, Pipe pipe, boolean read) {
        work.waitOver = false;
        if (read ? pipe.read(task) : pipe.write(task)) {
            Task other = read ? pipe.writerToWake() : pipe.readerToWake();
            if (other != null) {
                execution.wake(other, true, true);
            }
            done(work);
        } else {
            execution.block(rq, task);
        }
    }

    static Object argument(Code code, int at) {
        Object argument = code.argument()[at];
        if (argument == null) {
            throw new IllegalStateException("a step without its argument");
        }
        return argument;
    }

    private void message(RunQueue rq, Task task, Work work, Code code, int at, Op op) {
        int a = code.a()[at];
        if (op == Op.REPLY) {
            remote.reply(task, draw(code, at, task));
            done(work);
            return;
        }
        if (op == Op.RECEIVE) {
            work.waitOver = false;
            if (remote.receive(a, task)) {
                done(work);
            } else {
                execution.block(rq, task);
            }
            return;
        }
        if (work.waitOver) {
            done(work);
        } else if (op == Op.REQUEST) {
            remote.request(a, task, draw(code, at, task));
            execution.block(rq, task);
        } else if (remote.arrive(a, task, draw(code, at, task))) {
            done(work);
        } else {
            execution.block(rq, task);
        }
    }

    private void office(Task task, Work work, Code code, int at, Op op) {
        done(work);
        if (op == Op.FORK) {
            office.fork(code.a()[at], task);
        } else if (op == Op.SET_CGROUP) {
            office.setCgroup(task, code.a()[at]);
        } else if (argument(code, at) instanceof SchedParams params) {
            office.setScheduler(task, params);
        } else if (argument(code, at) instanceof Step.SetAffinity affinity) {
            office.setAffinity(task, affinity.cpus());
        } else {
            throw new IllegalStateException(op + " without its argument");
        }
    }
}
