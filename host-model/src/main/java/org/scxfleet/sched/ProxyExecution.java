package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.trace.TraceKind;

/**
 * Proxy execution (core.c find_proxy_task, proxy_migrate_task, proxy_needs_return): a task that
 * waits for a mutex stays on its run queue, and when its class chooses it, the owner of the mutex
 * executes in its place.
 *
 * <p><b>Who is who.</b> The chosen task is the donor: its class sees it running, charges it, ends
 * its slice ({@link RunQueue#current}). The owner at the end of the chain of waits executes ({@link
 * RunQueue#executing}); its own class sees it waiting.
 *
 * <p><b>Chains.</b> If the owner is on another CPU, the waiting task goes there, whatever its
 * affinity, and returns when it gets the lock. If the owner sleeps, the waiting task sleeps too.
 * Unlocking hands the lock to the task that lent its place.
 *
 * <p><b>Ours.</b> The kernel cannot combine this with sched_ext. Here tasks of the ext class take
 * no part, neither as waiting task nor as owner: they wait asleep, as without proxy execution, and
 * a scheduler is told nothing new (decision 8).
 *
 * <p><b>Left out.</b> Whatever touches the queueing of an executing owner (a change of class, nice,
 * affinity, a migration) ends the proxy for an instant, in which the chain is followed anew.
 */
public final class ProxyExecution {
    /** Longest chain of owners that is followed. */
    static final int MAX_CHAIN = 1024;

    private final SchedCore core;
    private boolean on;

    /** Where the task that must leave the queue goes: a CPU, or {@link #ASLEEP}. */
    private int destination;

    private static final int ASLEEP = -1;

    ProxyExecution(SchedCore core) {
        this.core = core;
    }

    /** Waits for mutexes are lent from now on; before anything runs. */
    public void switchOn() {
        on = true;
    }

    /**
     * The executing task waits for a mutex: on its queue, if it may.
     *
     * @return false if it has to sleep instead
     */
    public boolean block(RunQueue rq, Task task, int mutex) {
        if (!on || task.schedClass == ClassId.EXT || task.schedClass == ClassId.STOP) {
            return false;
        }
        task.blockedOn = mutex;
        task.wakeCpu = rq.cpu;
        core.schedule(rq);
        return true;
    }

    /**
     * Follows the chain of owners from a chosen task that waits. Finds the owner that executes
     * ({@link RunQueue#proxy}), or the task that must leave the queue first.
     *
     * @return that task, null if an owner was found or the chosen task waits no more
     */
    @Nullable Task follow(RunQueue rq, Task chosen) {
        Task waiting = chosen;
        for (int depth = 0; depth < MAX_CHAIN; depth++) {
            Task owner = core.runner().lockOwner(waiting.blockedOn);
            if (owner == null) {
                core.runner().stopWaiting(waiting, waiting.blockedOn);
                waiting.blockedOn = -1;
                rq.proxy = waiting == chosen ? null : waiting;
                return null;
            }
            boolean sleeps = owner.state != TaskState.RUNNABLE || !owner.queued;
            if (sleeps || owner.schedClass == ClassId.EXT || owner == waiting) {
                destination = ASLEEP;
                return waiting;
            }
            if (owner.cpu != rq.cpu) {
                destination = owner.cpu;
                return waiting;
            }
            owner.blockedDonor = waiting;
            if (owner.blockedOn < 0) {
                rq.proxy = owner;
                return null;
            }
            waiting = owner;
        }
        destination = ASLEEP;
        return chosen;
    }

    /** The task that {@link #follow} found in the way leaves the queue. */
    void leave(RunQueue rq, Task task) {
        task.proxied = false;
        if (destination == ASLEEP) {
            sleep(rq, task, 0);
            return;
        }
        int returnTo = task.wakeCpu;
        core.deactivate(rq, task, Queueing.NOCLOCK);
        core.setCpu(task, destination);
        task.wakeCpu = returnTo;
        RunQueue target = core.runQueue(destination);
        core.activate(target, task, Queueing.NOCLOCK);
        core.wakeupPreempt(target, task, 0);
    }

    private void sleep(RunQueue rq, Task task, long flags) {
        task.blockedOn = -1;
        task.state = TaskState.SLEEPING;
        task.tally.waitingSinceNs = -1;
        core.deactivate(rq, task, Queueing.SLEEP | Queueing.NOCLOCK | flags);
        task.migrating = false;
    }

    /** A task that waits on its queue goes to sleep there, because it takes part no longer. */
    void putToSleep(Task task) {
        RunQueue rq = core.runQueueOf(task);
        if (rq.current == task) {
            takePlace(rq);
        }
        sleep(rq, task, 0);
    }

    /** The task gets the lock that it waits for on its queue, or may try for it. */
    public void wake(Task task, boolean byTask) {
        RunQueue rq = core.runQueueOf(task);
        task.blockedOn = -1;
        boolean returns = task.cpu != task.wakeCpu;
        if (returns && (rq.current != task || takePlace(rq))) {
            // At once: a delayed dequeue would keep it here.
            sleep(rq, task, Queueing.SPECIAL);
            core.wake(task, 0, byTask);
            return;
        }
        noteWake(rq, task, byTask);
        boolean lent = rq.executing != null && rq.executing.proxied;
        if (rq.current == task || lent) {
            // Who executes now, in whose place, is to be found anew.
            core.resched(rq);
        } else {
            core.wakeupPreempt(rq, task, Queueing.WAKE_TTWU);
        }
    }

    private void noteWake(RunQueue rq, Task task, boolean byTask) {
        Task waker = byTask ? core.runQueue(core.thisCpu()).executing : null;
        task.tally.wakeups++;
        task.tally.wokenAtNs = core.nowNs();
        task.tally.waitingSinceNs = core.nowNs();
        core.groups().get(task.group).wakeups++;
        core.recorder()
                .record(
                        TraceKind.WAKEUP,
                        core.thisCpu(),
                        task.number,
                        waker == null ? -1 : waker.number,
                        rq.cpu);
    }

    /**
     * The executing owner goes on in its own right, until the CPU chooses anew.
     *
     * @return false if nothing executes
     */
    private boolean takePlace(RunQueue rq) {
        Task donor = rq.current;
        Task owner = rq.executing;
        if (donor == null || owner == null || owner == donor) {
            core.resched(rq);
            return false;
        }
        core.classOf(donor).putPrevious(rq, donor, owner);
        core.classOf(owner).setNext(rq, owner, true);
        rq.setCurrent(owner);
        rq.nextClass = owner.schedClass;
        owner.proxied = false;
        core.resched(rq);
        return true;
    }

    /** Something is done to an owner that executes in a donor's place: it stops executing. */
    void end(RunQueue rq, Task owner) {
        owner.proxied = false;
        owner.onCpu = false;
        rq.executing = null;
        core.runner().switchedOut(rq, owner);
        SwitchTally.out(owner, core.groups().get(owner.group), core.nowNs());
        core.reschedNow(rq);
    }
}
