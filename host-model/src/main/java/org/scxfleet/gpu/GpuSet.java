package org.scxfleet.gpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;

/**
 * All GPUs of one kernel, as its tasks see them: contexts, launches, waits, feeders.
 *
 * <p>A task has one context on each device to which it launches, opened by its first launch or by
 * {@link #open}. All calls act at the present time of the event queue. {@link
 * GpuListener#kernelDone} is called from {@link #deviceEvent} only, {@link GpuListener#contextRuns}
 * from any call that moves a device, so it must not call back.
 *
 * <p><b>Feeders.</b> So that an idle device can be blamed on the right one, the host tells where
 * tasks stand with the CPUs: {@link #feeder} at each wake-up, switch-in, preemption and block. The
 * call returns at once for a task without a context. What waits for a GPU is known here, so the
 * host calls nothing for it. See {@link GpuTally}.
 */
public final class GpuSet {
    /** Most kernels of one launch. */
    public static final int MAX_KERNELS = 1 << 20;

    /** Longest kernel, about 39 hours. */
    public static final long MAX_KERNEL_NS = 1L << 47;

    /** Largest copy, 1 PiB. */
    public static final long MAX_COPY_BYTES = 1L << 50;

    private final Gpu[] gpus;

    private final HostLinks links;

    /** Chips that are or can be partitioned, by their first device. */
    private final List<MigChip> chips = new ArrayList<>();

    private final GpuListener listener;
    private final EventQueue queue;

    /** First context of each task, by task number; as long as the largest such number. */
    private @Nullable GpuContext[] contexts = new GpuContext[16];

    /** Time for which contexts of each task executed that are closed. */
    private long[] closedNs = new long[16];

    /**
     * @param owner number of the kernel, owner of the devices' timers; their source is the device
     */
    public GpuSet(List<GpuSpec> specs, EventQueue queue, int owner, GpuListener listener) {
        this.listener = listener;
        this.queue = queue;
        gpus = new Gpu[specs.size()];
        links = new HostLinks(specs, queue, owner, gpus.length);
        for (int i = 0; i < gpus.length; i++) {
            GpuSpec spec = specs.get(i);
            gpus[i] =
                    switch (spec.sharing().mode()) {
                        case TIME_SLICE -> new TurnsGpu(spec, i, queue, owner, listener, links);
                        case MPS -> new TogetherGpu(spec, i, queue, owner, listener, links);
                    };
            links.attach(gpus[i]);
            if (spec.mig() != null && (chips.isEmpty() || !chips.getLast().has(i))) {
                chips.add(new MigChip(specs, i));
            }
        }
    }

    public int deviceCount() {
        return gpus.length;
    }

    public Gpu device(int device) {
        if (device < 0 || device >= gpus.length) {
            throw new IllegalArgumentException(
                    "GPU " + device + " does not exist, the host has " + gpus.length);
        }
        return gpus[device];
    }

    /**
     * Partitions a chip anew.
     *
     * @param device any of the chip's
     * @param instances sizes; none for the whole chip
     * @param takesNs until the new instances can be used
     * @return why not, with nothing changed; empty if it was done
     */
    public String partition(int device, List<String> instances, long takesNs) {
        for (MigChip chip : chips) {
            if (chip.has(device)) {
                return partition(chip, instances, queue.nowNs(), queue.nowNs() + takesNs);
            }
        }
        return "GPU " + device + " cannot be partitioned";
    }

    private String partition(MigChip chip, List<String> instances, long nowNs, long usableNs) {
        List<MigPart> next;
        try {
            next = chip.plan(instances, number -> gpus[number].isOpen(), nowNs);
        } catch (IllegalArgumentException notNow) {
            chip.refused();
            return String.valueOf(notNow.getMessage());
        }
        for (int place = 0; place < chip.places; place++) {
            MigPart part = next.get(place);
            int number = chip.firstDevice + place;
            if (!part.equals(chip.part(number))) {
                gpus[number].become(
                        MigLayout.device(part), part.isAbsent() ? Long.MAX_VALUE : usableNs);
            }
        }
        chip.become(next, nowNs, usableNs);
        return "";
    }

    /** The partitioned chips, up to the last {@link #account}. */
    public List<MigTally> partitions() {
        return chips.stream().map(MigChip::tally).toList();
    }

    /** CPU time of a launch on the calling thread: a graph is one launch of many nodes. */
    public long launchCpuNs(int device, int kernels, boolean graph) {
        GpuSpec spec = device(device).spec();
        return graph
                ? spec.launchCpuNs() + spec.graph().nodeCpuNs() * kernels
                : spec.launchCpuNs() * kernels;
    }

    /**
     * CPU time of a copy on the calling thread: to start it and, from or to pageable memory, to
     * move the data between there and the pinned memory that the device can reach.
     */
    public long copyCpuNs(int device, long bytes, boolean pinned) {
        long startNs = device(device).spec().launchCpuNs();
        return pinned
                ? startNs
                : startNs + GpuWiring.durationNs(bytes, GpuWiring.PAGEABLE_CPU_BYTES_PER_SECOND, 0);
    }

    /**
     * Opens the task's context, or changes the memory that it claims. The task counts as being on a
     * CPU until {@link #feeder} says something else.
     *
     * @return false if the device has not that much memory left; then nothing has changed
     */
    public boolean open(int device, int task, long memoryMib) {
        if (memoryMib < 0) {
            throw new IllegalArgumentException("a claim of " + memoryMib + " MiB");
        }
        GpuContext context = find(device, task);
        GpuProfile profile = context == null ? GpuProfile.DEFAULT : context.profile;
        return open(device, task, profile.withMemoryMib(memoryMib));
    }

    /**
     * Opens the task's context, or changes what it says of itself.
     *
     * @return false if the device has not that much memory left, or all places of its MPS server
     *     are taken; then nothing has changed
     */
    public boolean open(int device, int task, GpuProfile profile) {
        Gpu gpu = device(device);
        GpuContext context = find(device, task);
        long heldMib = context == null ? 0 : context.profile.memoryMib();
        if (!gpu.admits(context != null, heldMib, profile.memoryMib())) {
            return false;
        }
        gpu.profile(context == null ? create(gpu, task) : context, profile);
        return true;
    }

    /**
     * Starts a copy, after the caller has paid {@link #copyCpuNs}. It takes its turn in the stream.
     *
     * @param way from or to where
     * @param hostNode node of the host's memory; for a copy between devices without meaning
     * @param peer the other device of a copy between devices
     * @return as for {@link #launch}
     */
    public boolean copy(
            int device,
            int task,
            int stream,
            CopyWay way,
            long bytes,
            boolean pinned,
            int hostNode,
            int peer) {
        if (stream < 0 || bytes < 0 || bytes > MAX_COPY_BYTES) {
            throw new IllegalArgumentException(
                    "GPU copy out of range: stream " + stream + ", " + bytes + " bytes");
        }
        Gpu gpu = device(device);
        GpuContext context = find(device, task);
        if (context == null) {
            context = create(gpu, task);
        }
        requireNoWait(context);
        GpuWiring.PathClass path = path(device, way, hostNode, peer);
        long speed = bytesPerSecond(gpu, way, path, peer);
        if (!pinned && way != CopyWay.PEER) {
            speed = speed * GpuWiring.PAGEABLE_PERCENT / 100;
        }
        long latencyNs =
                gpu.spec().wiring().latencyNs()
                        + (path == GpuWiring.PathClass.SYS ? GpuWiring.REMOTE_LATENCY_NS : 0);
        long durationNs = GpuWiring.durationNs(bytes, speed, latencyNs);
        context.launchedAt(queue.nowNs());
        boolean taken =
                gpu.copy(
                        context,
                        stream,
                        durationNs,
                        kind(way, path),
                        speed,
                        way == CopyWay.PEER ? peer : hostNode);
        if (taken) {
            if (way == CopyWay.TO_DEVICE) {
                gpu.tally().bytesToDevice += bytes;
            } else {
                gpu.tally().bytesFromDevice += bytes;
            }
        } else {
            countFeeder(task);
        }
        return taken;
    }

    /** The class of the way that a copy takes. */
    public GpuWiring.PathClass path(int device, CopyWay way, int hostNode, int peer) {
        GpuSpec spec = device(device).spec();
        if (way != CopyWay.PEER) {
            return hostNode == spec.node() ? GpuWiring.PathClass.PHB : GpuWiring.PathClass.SYS;
        }
        GpuSpec other = device(peer).spec();
        return spec.wiring().pathTo(other.wiring(), spec.node() == other.node());
    }

    /** The other devices by the class of the way to them, then by number. */
    public int[] nearest(int device) {
        int[] order = new int[gpus.length - 1];
        int found = 0;
        for (GpuWiring.PathClass path : GpuWiring.PathClass.values()) {
            for (int other = 0; other < gpus.length; other++) {
                if (other != device && path(device, CopyWay.PEER, 0, other) == path) {
                    order[found++] = other;
                }
            }
        }
        return order;
    }

    private long bytesPerSecond(Gpu gpu, CopyWay way, GpuWiring.PathClass path, int peer) {
        GpuWiring wiring = gpu.spec().wiring();
        if (way == CopyWay.PEER) {
            return wiring.bytesPerSecond(path, device(peer).spec().wiring());
        }
        long speed = wiring.pcieBytesPerSecond();
        return path == GpuWiring.PathClass.SYS ? speed * GpuWiring.REMOTE_PERCENT / 100 : speed;
    }

    private static byte kind(CopyWay way, GpuWiring.PathClass path) {
        return switch (way) {
            case TO_DEVICE -> LaunchQueue.COPY_TO_DEVICE;
            case TO_HOST -> LaunchQueue.COPY_TO_HOST;
            case PEER ->
                    path == GpuWiring.PathClass.NV
                            ? LaunchQueue.COPY_BY_NVLINK
                            : LaunchQueue.COPY_TO_PEER;
        };
    }

    /** From where to where a copy goes. */
    public enum CopyWay {
        TO_DEVICE,
        TO_HOST,
        PEER
    }

    /**
     * A fatal fault of the task's context: its work is gone, and under MPS that of all contexts of
     * the device. Nothing happens to a task without a context.
     */
    public void fault(int device, int task) {
        GpuContext context = find(device, task);
        if (context != null) {
            device(device).fault(context);
        }
    }

    /**
     * The device to which a task has been launching for at least so long; of several the one to
     * which it launched last. -1 if there is none.
     *
     * @param delayNs what an observer needs to find out
     */
    public int deviceOf(int task, long nowNs, long delayNs) {
        int device = -1;
        long lastNs = -1;
        GpuContext context = task >= 0 && task < contexts.length ? contexts[task] : null;
        for (; context != null; context = context.nextOfTask) {
            if (context.firstLaunchNs >= 0
                    && nowNs - context.firstLaunchNs >= delayNs
                    && context.lastLaunchNs >= lastNs) {
                lastNs = context.lastLaunchNs;
                device = context.gpu.number();
            }
        }
        return device;
    }

    /**
     * Launches kernels, after the caller has paid {@link #launchCpuNs}. Kernels of one stream
     * execute in order. The launch is taken whole while the context's launch queue has a free
     * place, even if it then holds more than its depth; a graph takes one place, other kernels one
     * each.
     *
     * @param kernelNs duration of each kernel on a device of speed 1024
     * @return false if the queue is full: nothing was launched, and {@link GpuListener#kernelDone}
     *     says when to try again
     */
    public boolean launch(
            int device, int task, int stream, long kernelNs, int kernels, boolean graph) {
        if (stream < 0
                || kernelNs < 0
                || kernelNs > MAX_KERNEL_NS
                || kernels < 1
                || kernels > MAX_KERNELS) {
            throw new IllegalArgumentException(
                    "GPU launch out of range: stream "
                            + stream
                            + ", "
                            + kernels
                            + " kernels of "
                            + kernelNs
                            + " ns");
        }
        Gpu gpu = device(device);
        GpuContext context = find(device, task);
        if (context == null) {
            context = create(gpu, task);
        }
        requireNoWait(context);
        context.launchedAt(queue.nowNs());
        boolean taken = gpu.launch(context, stream, kernelNs, kernels, graph);
        if (!taken) {
            countFeeder(task);
        }
        return taken;
    }

    /**
     * Asks whether all that the task launched on the device is done.
     *
     * @param interrupt whether the task sleeps and learns by an interrupt, after the device's
     *     completion latency; one that polls is told at the completion itself
     * @return true if nothing is in flight; else {@link GpuListener#kernelDone} will say so
     */
    public boolean sync(int device, int task, boolean interrupt) {
        Gpu gpu = device(device);
        GpuContext context = find(device, task);
        if (context == null) {
            return true;
        }
        requireNoWait(context);
        boolean done = gpu.sync(context, interrupt);
        if (!done) {
            countFeeder(task);
        }
        return done;
    }

    private static void requireNoWait(GpuContext context) {
        if (context.wait != GpuContext.Wait.NOTHING) {
            throw new IllegalStateException(
                    "task " + context.task + " waits for GPU " + context.gpu.number());
        }
    }

    /** Kernels of the task that are not complete. */
    public int inFlight(int device, int task) {
        GpuContext context = present(device, task);
        return context == null ? 0 : context.inFlight;
    }

    /** Kernels of the task's stream that are not complete. */
    public int inFlight(int device, int task, int stream) {
        GpuContext context = present(device, task);
        return context == null ? 0 : context.inFlight(stream);
    }

    /** Time for which the task's context has executed; gone once the context is closed. */
    public long busyNs(int device, int task) {
        GpuContext context = present(device, task);
        return context == null ? 0 : context.busyNs;
    }

    /**
     * Time for which the task's contexts on all devices have executed, closed ones too, up to the
     * last {@link #account}. Contexts that execute together each count in full.
     */
    public long timeNs(int task) {
        if (task < 0 || task >= contexts.length) {
            return 0;
        }
        long sumNs = closedNs[task];
        for (GpuContext context = contexts[task]; context != null; context = context.nextOfTask) {
            sumNs += context.busyNs;
        }
        return sumNs;
    }

    private @Nullable GpuContext present(int device, int task) {
        device(device).look();
        return find(device, task);
    }

    /** Closes the task's contexts: running kernels are aborted, queued ones dropped. */
    public void close(int task) {
        if (task >= contexts.length) {
            return;
        }
        for (GpuContext context = contexts[task]; context != null; context = context.nextOfTask) {
            context.gpu.count(context, FeederState.BLOCKED);
            context.gpu.close(context);
            closedNs[task] += context.busyNs;
        }
        contexts[task] = null;
    }

    /** Whether the task has a context, so that its moves between CPUs matter here. */
    public boolean isFeeder(int task) {
        return task < contexts.length && contexts[task] != null;
    }

    /** The host's hook: the task becomes runnable, starts to execute, is preempted, or blocks. */
    public void feeder(int task, FeederState state) {
        if (!isFeeder(task)) {
            return;
        }
        for (GpuContext context = contexts[task]; context != null; context = context.nextOfTask) {
            context.onHost = state;
        }
        countFeeder(task);
    }

    private void countFeeder(int task) {
        boolean waits = false;
        for (GpuContext context = contexts[task]; context != null; context = context.nextOfTask) {
            waits |= context.wait != GpuContext.Wait.NOTHING;
        }
        for (GpuContext context = contexts[task]; context != null; context = context.nextOfTask) {
            context.gpu.count(context, waits ? FeederState.BLOCKED : context.onHost);
        }
    }

    /**
     * A timer of rank DEVICE has fired; source is the device, or past the devices their links.
     *
     * <p>Tasks whose wait is over are told here, in the order of their first launch.
     */
    public void deviceEvent(int source) {
        if (source >= gpus.length) {
            links.event();
            return;
        }
        Gpu gpu = device(source);
        gpu.event();
        for (GpuContext context = gpu.takeDue(); context != null; context = gpu.takeDue()) {
            countFeeder(context.task);
            listener.kernelDone(source, context.task, context.inFlight);
        }
    }

    /**
     * Brings the tallies of all devices up to a time, not before the present and not after the next
     * event of the queue. Changes nothing else, so reports may be taken at any time.
     */
    public void account(long untilNs) {
        for (Gpu gpu : gpus) {
            gpu.advance(untilNs);
        }
        links.advance(untilNs);
        for (MigChip chip : chips) {
            chip.account(untilNs);
        }
    }

    private @Nullable GpuContext find(int device, int task) {
        if (task < 0) {
            throw new IllegalArgumentException("task number " + task);
        }
        GpuContext context = task < contexts.length ? contexts[task] : null;
        while (context != null && context.gpu.number() != device) {
            context = context.nextOfTask;
        }
        return context;
    }

    private GpuContext create(Gpu gpu, int task) {
        if (task >= contexts.length) {
            contexts = Arrays.copyOf(contexts, Math.max(task + 1, 2 * contexts.length));
            closedNs = Arrays.copyOf(closedNs, contexts.length);
        }
        GpuContext context = gpu.open(task);
        GpuContext first = contexts[task];
        if (first != null) {
            context.onHost = first.onHost;
        }
        context.nextOfTask = first;
        contexts[task] = context;
        countFeeder(task);
        return context;
    }
}
