package org.scxfleet.task;

import java.util.List;

/**
 * One thing that a task does. Behaviour is data: it can be sent to another process, stored and
 * compared.
 *
 * <p>Names of locks, barriers, pipes and so on are names within one kernel (a host, or a guest).
 */
public sealed interface Step {
    /**
     * Executes that much work: nanoseconds on a CPU of capacity 1024 that shares its core with
     * nobody.
     */
    record Compute(Amount workNs) implements Step {}

    /**
     * Executes until that much wall time has passed since the step began; preempted time counts.
     */
    record RunFor(Amount wallNs) implements Step {}

    /** Sleeps for a relative time. */
    record Sleep(Amount durationNs) implements Step {}

    /**
     * A periodic timer: its next expiry moves on by a period; if it lies in the future the task
     * sleeps until then. A late task goes on at once, and the next period counts from now, or, if
     * absolute, from the missed expiry.
     *
     * @param ref timers with the same name are the same; private to the task unless shared
     */
    record Timer(String ref, Amount periodNs, boolean absolute, boolean shared) implements Step {}

    /**
     * Waits until resumed.
     *
     * @param counting a resume that came before is not lost
     */
    record Suspend(String ref, boolean counting) implements Step {}

    /** Resumes the one that waits, all who wait if not counting. */
    record Resume(String ref, boolean counting) implements Step {}

    /**
     * @param priorityInheritance the owner inherits the priority of its waiters
     */
    record Lock(String mutex, boolean priorityInheritance) implements Step {}

    record Unlock(String mutex) implements Step {}

    /** Releases the mutex, waits for a signal, takes the mutex again. */
    record CondWait(String condition, String mutex) implements Step {}

    record CondSignal(String condition) implements Step {}

    record CondBroadcast(String condition) implements Step {}

    /** Waits until that many tasks have arrived; the last one wakes the others. */
    record Barrier(String barrier, int parties) implements Step {}

    record SemPost(String semaphore) implements Step {}

    record SemWait(String semaphore) implements Step {}

    /**
     * Writes one byte; wakes the reader synchronously. Blocks when {@link #PIPE_CAPACITY} bytes
     * wait.
     */
    record PipeWrite(String pipe) implements Step {}

    /** Reads one byte; blocks on an empty pipe. */
    record PipeRead(String pipe) implements Step {}

    record Yield() implements Step {}

    /** Starts one more instance of a task of the same kernel. */
    record Fork(String task) implements Step {}

    record Exit() implements Step {}

    record SetScheduler(SchedParams params) implements Step {}

    /** Sets the affinity; an empty list means all CPUs. */
    record SetAffinity(List<Integer> cpus) implements Step {
        public SetAffinity {
            cpus = List.copyOf(cpus);
        }
    }

    record SetCgroup(String path) implements Step {}

    /**
     * Launches kernels on a stream of a GPU: costs CPU time on the caller, then the device works on
     * its own. Blocks while the launch queue is full.
     *
     * @param kernelNs duration of one kernel alone on the device
     * @param kernels how many
     * @param graph one launch for all of them
     */
    record GpuLaunch(int device, int stream, Amount kernelNs, int kernels, boolean graph)
            implements OnGpu {
        @Override
        public Step onDevice(int other) {
            return new GpuLaunch(other, stream, kernelNs, kernels, graph);
        }
    }

    /** A step that has to do with a GPU. */
    sealed interface OnGpu extends Step {
        int device();

        /** The same on another device. */
        Step onDevice(int other);
    }

    /**
     * Opens the task's context on a GPU, or says anew what the context needs. A task that launches
     * without it has a context that can use the whole device and claims no memory. If the device
     * has no room the task ends, as most programs do.
     *
     * @param memoryMib memory that it claims
     * @param timesliceNs its time slice; 0 = that of the device
     * @param interleave how often it has a turn
     * @param threadsPercent under MPS, cap on the processors that it may use
     * @param computePercent processors of the chip that its kernels can use
     * @param bandwidthPercent memory bandwidth of the chip that its kernels use when alone
     * @param sensitivityPercent speed that it loses if others use the whole chip beside it
     */
    record GpuOpen(
            int device,
            long memoryMib,
            long timesliceNs,
            Interleave interleave,
            int threadsPercent,
            int computePercent,
            int bandwidthPercent,
            int sensitivityPercent)
            implements OnGpu {
        @Override
        public Step onDevice(int other) {
            return new GpuOpen(
                    other,
                    memoryMib,
                    timesliceNs,
                    interleave,
                    threadsPercent,
                    computePercent,
                    bandwidthPercent,
                    sensitivityPercent);
        }
    }

    /**
     * Starts a copy on a stream of a GPU: costs CPU time on the caller, then a copy engine works on
     * its own. The host's memory lies on the node where the caller is at that time.
     *
     * @param pinned the host's memory can be reached by the device; else the caller's CPU has to
     *     copy, too, and the transfer is slower
     * @param peer the other device of a copy between devices
     */
    record GpuCopy(int device, int stream, CopyWay way, Amount bytes, boolean pinned, int peer)
            implements OnGpu {
        @Override
        public Step onDevice(int other) {
            return new GpuCopy(other, stream, way, bytes, pinned, peer);
        }

        /** The same to another device. */
        public GpuCopy toPeer(int other) {
            return new GpuCopy(device, stream, way, bytes, pinned, other);
        }
    }

    /**
     * A fatal fault of the task's context: what it has in flight is lost, and under MPS what all
     * others on the device have. The task goes on, as a program that is started again at once.
     */
    record GpuFault(int device) implements OnGpu {
        @Override
        public Step onDevice(int other) {
            return new GpuFault(other);
        }
    }

    /** How often a context has a turn on its GPU. */
    enum Interleave {
        LOW,
        MEDIUM,
        HIGH
    }

    /** Which way a copy goes. */
    enum CopyWay {
        TO_DEVICE,
        TO_HOST,
        /** To another device. */
        PEER
    }

    /** Waits until all that this task launched on the device is done. */
    record GpuSync(int device, SyncMode mode) implements OnGpu {
        @Override
        public Step onDevice(int other) {
            return new GpuSync(other, mode);
        }
    }

    /** Sends a request to one of the service's instances, in turn, and waits for the answer. */
    record Request(String service, Amount bytes) implements Step {}

    /** Waits for the next request of the endpoint. */
    record Receive(String endpoint) implements Step {}

    /** Answers the request received last. */
    record Reply(Amount bytes) implements Step {}

    /**
     * Waits until all members of the cluster-wide group have arrived and their data is exchanged.
     */
    record Collective(String group, Amount bytes, Exchange exchange) implements Step {
        /** Data is exchanged over the slowest link. */
        public Collective(String group, Amount bytes) {
            this(group, bytes, Exchange.BY_NETWORK);
        }
    }

    /**
     * How the members of a collective exchange their data.
     *
     * @param overlapPercent of the exchange that is hidden behind work done before it
     * @param busBytesPerSecond within a host, for each member; 0 = by the GPUs there
     * @param busLatencyNs of a step within a host; 0 = by the GPUs there
     * @param wireBytesPerSecond between hosts, for each host; 0 = by the network
     * @param wireLatencyNs of a step between hosts; 0 = by the network
     */
    record Exchange(
            Algorithm algorithm,
            int overlapPercent,
            long busBytesPerSecond,
            long busLatencyNs,
            long wireBytesPerSecond,
            long wireLatencyNs) {
        public static final Exchange BY_NETWORK = new Exchange(Algorithm.NETWORK, 0, 0, 0, 0, 0);

        public Exchange {
            if (overlapPercent < 0
                    || overlapPercent > 100
                    || busBytesPerSecond < 0
                    || busLatencyNs < 0
                    || wireBytesPerSecond < 0
                    || wireLatencyNs < 0) {
                throw new IllegalArgumentException("a collective's exchange is out of range");
            }
        }
    }

    /** The algorithm of an all-reduce. */
    enum Algorithm {
        /** Twice the data over the slowest link between the hosts; nothing within a host. */
        NETWORK,
        /** All members in one ring. */
        RING,
        /** All members in one tree. */
        TREE,
        /** Within each host, then between the hosts, then within each host again. */
        HIERARCHICAL
    }

    /**
     * One iteration is finished; with a timer, its response time since the timer's last expiry is
     * recorded.
     */
    record Mark(String timerRef) implements Step {}

    /**
     * Repeats the body.
     *
     * @param count how often; {@link #FOREVER} for ever
     */
    record Repeat(int count, List<Step> body) implements Step {
        public Repeat {
            body = List.copyOf(body);
            if (count < FOREVER) {
                throw new IllegalArgumentException("repeat " + count + " times");
            }
        }
    }

    /** How a thread waits for a GPU. */
    enum SyncMode {
        /** Sleeps until the completion interrupt. */
        BLOCKING,
        /** Burns the CPU. */
        SPIN,
        /** Polls with sched_yield in between. */
        YIELD
    }

    int FOREVER = -1;

    /** Bytes that a pipe holds before a writer blocks. */
    int PIPE_CAPACITY = 65_536;

    /** Deepest nesting of repeats. */
    int MAX_NESTING = 16;
}
