package org.scxfleet.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventRank;
import org.scxfleet.exec.CpuBody;
import org.scxfleet.sched.CpuPower;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.trace.TraceKind;

/**
 * A guest on its host: a second kernel whose CPUs execute only while the host runs their vCPU
 * threads.
 *
 * <p><b>Both sides.</b> To the host's execution engine a vCPU is a task with a body ({@link
 * CpuBody}); to the guest's scheduling core it is what powers a CPU ({@link CpuPower}). Entering
 * guest mode lets the guest's parked tick and late timers come in, then its computation goes on;
 * leaving it stops them. Work that one side causes on the other while an event is being handled is
 * deferred to the end of that event, so neither core is entered twice.
 *
 * <p><b>Steal time.</b> What the vCPU thread waited for a host CPU becomes visible to the guest at
 * entry, as KVM shows it. Only with steal accounting does the guest's task clock leave it out.
 */
final class Guest implements CpuBody, CpuPower, GuestControls {
    private final Host host;
    private final Kernel hostKernel;
    private final GuestSpec spec;
    private final VirtualMachineMonitor monitor;
    private final Task[] threads;
    private final int[] timers;
    private final long[] parkedTickNs;
    private final long[] parkedHrtickNs;
    private final boolean[] haltWanted;
    private final boolean[] kickWanted;
    private final boolean[] halted;
    private @Nullable Kernel kernel;

    Guest(Host host, Kernel hostKernel, GuestSpec spec, VirtualMachineMonitor monitor) {
        this.host = host;
        this.hostKernel = hostKernel;
        this.spec = spec;
        this.monitor = monitor;
        int vcpus = spec.kernel().topology().cpuCount();
        threads = new Task[vcpus];
        timers = new int[vcpus];
        parkedTickNs = new long[vcpus];
        parkedHrtickNs = new long[vcpus];
        haltWanted = new boolean[vcpus];
        kickWanted = new boolean[vcpus];
        halted = new boolean[vcpus];
    }

    private Kernel guestKernel() {
        Kernel own = kernel;
        if (own == null) {
            throw new IllegalStateException("guest " + spec.name() + " has no kernel yet");
        }
        return own;
    }

    void connect(Kernel guestKernel) {
        kernel = guestKernel;
        for (int vcpu = 0; vcpu < threads.length; vcpu++) {
            guestKernel.core().runQueue(vcpu).powered = false;
            parkedTickNs[vcpu] = Long.MAX_VALUE;
            parkedHrtickNs[vcpu] = Long.MAX_VALUE;
            timers[vcpu] =
                    host.queue()
                            .register(
                                    EventRank.WORK_ITEM, guestKernel.owner(), TIMER_SOURCE + vcpu);
        }
    }

    /** First source number of vCPU timers within the WORK_ITEM rank of the guest's kernel. */
    private static final int TIMER_SOURCE = 1 << 28;

    /** After the host's kernel has started: vCPU threads exist and sleep, then the guest boots. */
    void start() {
        for (int vcpu = 0; vcpu < threads.length; vcpu++) {
            List<Integer> pins = spec.vcpuPins().isEmpty() ? List.of() : spec.vcpuPins().get(vcpu);
            Task thread =
                    hostKernel.addWithoutProgram(
                            spec.name() + "/vcpu-" + vcpu,
                            spec.name() + "/vcpu",
                            spec.vcpuParams(),
                            pins,
                            spec.cgroup());
            thread.state = TaskState.SLEEPING;
            threads[vcpu] = thread;
            hostKernel.engine().embody(thread, this);
            halted[vcpu] = true;
        }
        monitor.attach(this);
        guestKernel().start();
    }

    private int vcpuOf(Task thread) {
        for (int vcpu = 0; vcpu < threads.length; vcpu++) {
            if (threads[vcpu] == thread) {
                return vcpu;
            }
        }
        throw new IllegalStateException(thread + " is no vCPU of " + spec.name());
    }

    // The host's side: the vCPU thread as a task.

    @Override
    public void enter(RunQueue hostRq, Task thread, int speedPer1024) {
        int vcpu = vcpuOf(thread);
        if (thread.work.phase == 0) {
            thread.work.phase = 1;
            if (spec.entryNs() > 0) {
                hostKernel.engine().addBodyOverhead(hostRq, spec.entryNs());
                return;
            }
        }
        RunQueue rq = guestKernel().core().runQueue(vcpu);
        rq.powered = true;
        halted[vcpu] = false;
        rq.stolenNs = thread.tally.runDelayNs;
        if (spec.kernel().options().stealAccounting()) {
            rq.stolenAccountedNs = rq.stolenNs;
        }
        hostKernel.recorder().record(TraceKind.VCPU, hostRq.cpu, thread.number, 1, 0);
        guestKernel().engine().setSpeed(rq, guestSpeed(vcpu, speedPer1024));
        monitor.entered(vcpu);
        host.defer(() -> resume(vcpu));
    }

    private int guestSpeed(int vcpu, int hostSpeedPer1024) {
        return Math.max(
                1, hostSpeedPer1024 * spec.kernel().topology().capacityPer1024(vcpu) / 1024);
    }

    /** Guest mode begins: interrupts that waited come first, then the computation goes on. */
    private void resume(int vcpu) {
        Kernel own = guestKernel();
        RunQueue rq = own.core().runQueue(vcpu);
        if (!rq.powered) {
            return;
        }
        own.core().lostCpus().regain(rq);
        if (rq.lost) {
            own.engine().run(rq);
            return;
        }
        own.engine().deliverLateTimers(rq);
        long nowNs = host.nowNs();
        // A tick that began anew meanwhile is due earlier than the one that was parked.
        long tickNs = Math.min(parkedTickNs[vcpu], park(rq.tickTimer));
        if (tickNs != Long.MAX_VALUE && rq.current != null) {
            host.queue().arm(rq.tickTimer, Math.max(nowNs, tickNs));
        }
        if (parkedHrtickNs[vcpu] != Long.MAX_VALUE && rq.current != null) {
            host.queue().arm(rq.hrtickTimer, Math.max(nowNs, parkedHrtickNs[vcpu]));
        }
        parkedTickNs[vcpu] = Long.MAX_VALUE;
        parkedHrtickNs[vcpu] = Long.MAX_VALUE;
        own.core().executeOn(vcpu);
        if (rq.needResched) {
            own.core().schedule(rq);
        }
        own.engine().run(rq);
        if (rq.current == null && rq.powered) {
            monitor.idle(vcpu);
        }
    }

    @Override
    public void leave(RunQueue hostRq, Task thread) {
        int vcpu = vcpuOf(thread);
        thread.work.phase = 0;
        RunQueue rq = guestKernel().core().runQueue(vcpu);
        if (!rq.powered) {
            return;
        }
        guestKernel().engine().stop(rq);
        parkedTickNs[vcpu] = park(rq.tickTimer);
        parkedHrtickNs[vcpu] = park(rq.hrtickTimer);
        host.queue().cancel(rq.reschedTimer);
        rq.powered = false;
        thread.work.overheadNs += spec.exitNs();
        hostKernel
                .recorder()
                .record(TraceKind.VCPU, hostRq.cpu, thread.number, 0, halted[vcpu] ? 1 : 0);
        monitor.left(vcpu, halted[vcpu]);
    }

    private long park(int timer) {
        if (!host.queue().isArmed(timer)) {
            return Long.MAX_VALUE;
        }
        long atNs = host.queue().deadlineNs(timer);
        host.queue().cancel(timer);
        return atNs;
    }

    @Override
    public void speedChanged(RunQueue hostRq, Task thread, int speedPer1024) {
        int vcpu = vcpuOf(thread);
        guestKernel()
                .engine()
                .setSpeed(guestKernel().core().runQueue(vcpu), guestSpeed(vcpu, speedPer1024));
    }

    // The guest's side: what powers its CPUs.

    @Override
    public void interrupt(int vcpu) {
        if (!kickWanted[vcpu]) {
            kickWanted[vcpu] = true;
            host.defer(() -> {
                kickWanted[vcpu] = false;
                if (!guestKernel().core().runQueue(vcpu).powered) {
                    monitor.interrupted(vcpu);
                }
            });
        }
    }

    @Override
    public void idle(int vcpu) {
        if (!haltWanted[vcpu]) {
            haltWanted[vcpu] = true;
            host.defer(() -> {
                haltWanted[vcpu] = false;
                if (isIdle(vcpu) && guestKernel().core().runQueue(vcpu).powered) {
                    monitor.idle(vcpu);
                }
            });
        }
    }

    @Override
    public void busy(int vcpu) {
        monitor.resumed(vcpu);
    }

    /**
     * An event of the guest's kernel is about to be handled: its code executes on the host CPU
     * where the vCPU is.
     *
     * @return true for the tick of a vCPU that does not execute; it comes when it does
     */
    boolean holdsBack(int rank, int source) {
        boolean tick = rank == EventRank.TICK.ordinal();
        if (tick && !guestKernel().core().runQueue(source).powered) {
            parkedTickNs[source] = host.nowNs();
            return true;
        }
        boolean perCpu =
                rank == EventRank.WORK_DONE.ordinal()
                        || rank == EventRank.TICK.ordinal()
                        || rank == EventRank.RESCHED.ordinal()
                        || rank == EventRank.HRTICK.ordinal()
                        || rank == EventRank.IRQ_WORK.ordinal();
        if (perCpu && source < threads.length) {
            hostKernel.core().executeOn(threads[source].cpu);
        }
        return false;
    }

    /** True if the WORK_ITEM source is a vCPU timer; it is handled then. */
    boolean timerEvent(int source) {
        if (source < TIMER_SOURCE) {
            return false;
        }
        monitor.timer(source - TIMER_SOURCE);
        return true;
    }

    // The monitor's controls.

    @Override
    public int vcpuCount() {
        return threads.length;
    }

    @Override
    public long nowNs() {
        return host.nowNs();
    }

    @Override
    public GuestSpec spec() {
        return spec;
    }

    @Override
    public boolean isIdle(int vcpu) {
        RunQueue rq = guestKernel().core().runQueue(vcpu);
        return rq.current == null && !rq.needResched && !rq.lost;
    }

    @Override
    public boolean halt(int vcpu) {
        Task thread = threads[vcpu];
        RunQueue hostRq = hostKernel.core().runQueueOf(thread);
        if (!isIdle(vcpu) || hostRq.executing != thread || hostRq.lost) {
            return false;
        }
        halted[vcpu] = true;
        thread.state = TaskState.SLEEPING;
        hostKernel.core().executeOn(hostRq.cpu);
        hostKernel.core().leaveCpu(hostRq);
        hostKernel.engine().run(hostRq);
        return true;
    }

    @Override
    public void wake(int vcpu) {
        if (threads[vcpu].state == TaskState.SLEEPING) {
            hostKernel.wake(threads[vcpu].number);
        }
    }

    @Override
    public long runDelayNs(int vcpu) {
        return threads[vcpu].tally.runDelayNs;
    }

    @Override
    public void armTimer(int vcpu, long atNs) {
        host.queue().arm(timers[vcpu], atNs);
    }

    @Override
    public void cancelTimer(int vcpu) {
        host.queue().cancel(timers[vcpu]);
    }
}
