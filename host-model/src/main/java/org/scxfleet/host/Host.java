package org.scxfleet.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;
import org.scxfleet.engine.LogicalProcess;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.exec.RemotePort;
import org.scxfleet.sched.CpuPower;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.trace.TraceDigest;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * One host: its event loop, its kernel, its guests' kernels, its doors to other hosts.
 *
 * <p>The loop takes the first event by (time, rank, kernel, source), hands it to the kernel that
 * owns it, and goes on until the bound that the coordinator granted. Guests share the queue: there
 * is no second loop. Nothing happens at or after the end of the run.
 */
public final class Host implements LogicalProcess {
    /** Events that may happen at one instant before the model itself is taken to be broken. */
    public static final long MAX_EVENTS_AT_ONCE = 50_000_000L;

    /** Of the kernel's core (4), sched_ext (1), the deadline servers (2), a vCPU (1). */
    private static final int TIMERS_PER_CPU = 8;

    /** Kernel threads, devices, actions, a scheduler's own timers: more make the queue grow. */
    private static final int SPARE_TIMERS = 32;

    private static final int HOST = 0;
    private static final int RANK_MESSAGE = EventRank.MESSAGE.ordinal();
    private static final int RANK_WORK_ITEM = EventRank.WORK_ITEM.ordinal();
    private static final int RANK_ACTION = EventRank.ACTION.ordinal();

    private final HostSpec spec;
    private final SchedulerResolver resolver;
    private final EventQueue queue;
    private final TraceDigest digest = new TraceDigest();
    private final Notices notices = new Notices();
    private final Ports ports;
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<Operator> operators = new ArrayList<>();
    private final List<@Nullable Guest> guests = new ArrayList<>();
    private final PriorityQueue<Envelope> arriving = new PriorityQueue<>(Envelope.ORDER);
    private final ArrayDeque<Runnable> afterEvent = new ArrayDeque<>();
    private final int messageTimer;
    private EnvelopeSink outbox =
            envelope -> {
                throw new IllegalStateException("a message outside of advance");
            };
    private long eventsHandled;
    private long instantNs = -1;
    private long eventsAtInstant;
    private long grantedNs;
    private @Nullable HostInvariants invariants;

    private Host(HostSpec spec, SchedulerResolver resolver) {
        this.spec = spec;
        this.resolver = resolver;
        queue = new EventQueue(expectedTimers(spec));
        messageTimer = queue.register(EventRank.MESSAGE, HOST, 0);
        ports = new Ports(spec, this);
    }

    private static int expectedTimers(HostSpec spec) {
        long timers = SPARE_TIMERS + timersOf(spec.kernel());
        for (GuestSpec guest : spec.guests()) {
            timers += timersOf(guest.kernel());
        }
        return (int) Math.min(timers, EventQueue.MAX_TIMERS);
    }

    private static long timersOf(KernelSpec kernel) {
        long tasks = kernel.tasks().stream().mapToLong(TaskSpec::instances).sum();
        return tasks + (long) TIMERS_PER_CPU * kernel.topology().cpuCount();
    }

    /**
     * Builds a host; nothing has run yet.
     *
     * @throws IllegalArgumentException if the specification does not fit together; the message says
     *     what would be right
     */
    public static Host assemble(HostSpec spec, SchedulerResolver schedulers) {
        return assemble(spec, schedulers, List.of());
    }

    /**
     * Builds a host with guests.
     *
     * @param monitors one per guest of the specification, in its order
     */
    public static Host assemble(
            HostSpec spec, SchedulerResolver schedulers, List<VirtualMachineMonitor> monitors) {
        if (monitors.size() != spec.guests().size()) {
            throw new IllegalArgumentException(
                    "host "
                            + spec.name()
                            + ": "
                            + monitors.size()
                            + " monitors for "
                            + spec.guests().size()
                            + " guests");
        }
        Host host = new Host(spec, schedulers);
        Kernel own = host.addKernel(spec.name(), spec.kernel(), CpuPower.BARE, host.ports);
        for (int i = 0; i < monitors.size(); i++) {
            GuestSpec guestSpec = spec.guests().get(i);
            Guest guest = new Guest(host, own, guestSpec, monitors.get(i));
            Kernel kernel =
                    host.addKernel(
                            spec.name() + "/" + guestSpec.name(),
                            guestSpec.kernel(),
                            guest,
                            RemotePort.NONE);
            host.guests.set(host.guests.size() - 1, guest);
            guest.connect(kernel);
        }
        own.start();
        for (Guest guest : host.guests) {
            if (guest != null) {
                guest.start();
            }
        }
        host.operators.forEach(Operator::check);
        return host;
    }

    private Kernel addKernel(
            String name, KernelSpec kernelSpec, CpuPower power, RemotePort remote) {
        int owner = kernels.size();
        long seed = SeedTree.derive(spec.seed(), spec.name());
        Kernel kernel =
                new Kernel(
                        owner,
                        name,
                        kernelSpec,
                        seed,
                        queue,
                        digest,
                        resolver,
                        power,
                        remote,
                        ports,
                        notices);
        kernels.add(kernel);
        guests.add(null);
        Operator operator = new Operator(kernel, kernelSpec.actions());
        operators.add(operator);
        for (int i = 0; i < operator.count(); i++) {
            queue.arm(queue.register(EventRank.ACTION, owner, i), operator.atNs(i));
        }
        return kernel;
    }

    public HostSpec spec() {
        return spec;
    }

    /** Shows every event to an observer from now on; null to stop. */
    public void traceTo(@Nullable TraceSink sink) {
        for (Kernel kernel : kernels) {
            kernel.recorder().observe(sink);
        }
    }

    /**
     * Checks after every event from now on that the model's books agree ({@link HostInvariants}).
     * Costs a look at every task, CPU and queue for each event; for tests.
     */
    public void checkInvariants(boolean on) {
        invariants = on ? new HostInvariants(spec, kernels) : null;
    }

    /** The host's own kernel (0) or a guest's, for checks and tests. */
    Kernel kernel(int number) {
        return kernels.get(number);
    }

    @Override
    public long nextEventNs() {
        long next = queue.nextTimeNs();
        return next >= spec.endNs() ? Long.MAX_VALUE : next;
    }

    @Override
    public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
        for (Envelope envelope : in) {
            accept(envelope);
        }
        long bound = Math.min(boundNs, spec.endNs());
        outbox = out;
        int timer = queue.pop(bound);
        while (timer >= 0) {
            handle(timer);
            timer = queue.pop(bound);
        }
        grantedNs = Math.max(grantedNs, bound);
    }

    private void accept(Envelope envelope) {
        if (envelope.target() != spec.index() || envelope.deliverAtNs() < grantedNs) {
            throw new IllegalStateException(
                    "host "
                            + spec.name()
                            + " got a message for host "
                            + envelope.target()
                            + " at "
                            + envelope.deliverAtNs()
                            + " ns, granted up to "
                            + grantedNs
                            + " ns");
        }
        arriving.add(envelope);
        queue.arm(messageTimer, firstArrivalNs());
    }

    private long firstArrivalNs() {
        Envelope first = arriving.peek();
        return first == null ? Long.MAX_VALUE : first.deliverAtNs();
    }

    private void handle(int timer) {
        eventsHandled++;
        if (queue.nowNs() != instantNs) {
            instantNs = queue.nowNs();
            eventsAtInstant = 0;
        } else if (++eventsAtInstant > MAX_EVENTS_AT_ONCE) {
            throw new IllegalStateException(
                    "host " + spec.name() + ": time stands still at " + instantNs + " ns");
        }
        int rank = queue.rank(timer);
        int owner = queue.owner(timer);
        if (rank == RANK_MESSAGE) {
            deliverMessages();
        } else if (rank == RANK_ACTION) {
            operators.get(owner).carryOut(queue.source(timer));
        } else {
            kernelEvent(owner, rank, queue.source(timer));
        }
        Runnable deferred = afterEvent.poll();
        while (deferred != null) {
            deferred.run();
            deferred = afterEvent.poll();
        }
        if (invariants != null) {
            invariants.check(queue.nowNs(), eventsHandled);
        }
    }

    private void kernelEvent(int owner, int rank, int source) {
        Guest guest = owner == HOST ? null : guests.get(owner);
        if (guest != null) {
            if (rank == RANK_WORK_ITEM && guest.timerEvent(source)) {
                return;
            }
            if (guest.holdsBack(rank, source)) {
                return;
            }
        }
        kernels.get(owner).event(rank, source);
    }

    private void deliverMessages() {
        Envelope envelope = arriving.peek();
        while (envelope != null && envelope.deliverAtNs() <= queue.nowNs()) {
            arriving.poll();
            ports.deliver(envelope);
            envelope = arriving.peek();
        }
        if (envelope != null) {
            queue.arm(messageTimer, envelope.deliverAtNs());
        }
    }

    // What ports and guests need.

    long nowNs() {
        return queue.nowNs();
    }

    void send(Envelope envelope) {
        outbox.send(envelope);
    }

    void deliverToSelf(Envelope envelope) {
        arriving.add(envelope);
        queue.arm(messageTimer, firstArrivalNs());
    }

    void record(TraceKind kind, long a, long b) {
        kernels.get(HOST).recorder().record(kind, -1, -1, a, b);
    }

    void wake(int task) {
        kernels.get(HOST).wakeByDevice(task);
    }

    /** Runs after the present event is completely handled. */
    void defer(Runnable work) {
        afterEvent.add(work);
    }

    EventQueue queue() {
        return queue;
    }

    // Results.

    public long digest() {
        return digest.value();
    }

    /** Events of the loop. */
    public long eventCount() {
        return eventsHandled;
    }

    /**
     * What one of the host's kernels shows of itself now.
     *
     * @param number 0 for the host's own, from 1 for its guests
     */
    public KernelState kernelState(int number) {
        return Reporter.state(kernels.get(number));
    }

    /** What the host did so far. */
    public HostReport report() {
        List<HostReport.KernelReport> reports = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            reports.add(Reporter.report(kernels.get(i), Math.min(grantedNs, spec.endNs())));
        }
        Notices all = new Notices();
        for (HostReport.Notice notice : notices.all()) {
            all.add(
                    notice.code(),
                    notice.count(),
                    notice.where(),
                    notice.first(),
                    notice.meaning());
        }
        all.add(
                "requests-refused",
                ports.refusedRequests(),
                spec.name(),
                "an endpoint's queue was full",
                "requests answered at once without being served; offered load exceeds the servers");
        return new HostReport(
                spec.name(),
                spec.index(),
                spec.hostGroup(),
                Math.min(grantedNs, spec.endNs()),
                eventsHandled,
                digest(),
                reports,
                kernels.get(HOST).gpus().report(Math.min(grantedNs, spec.endNs())),
                all.all(),
                kernels.get(HOST).gpus().partitions());
    }
}
