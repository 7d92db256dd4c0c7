package org.scxfleet.cli.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What Linux knows of the calling thread: the CPU it is pinned to, its CPU time, its switches.
 * Calls the C library through the foreign function interface.
 */
final class LinuxThread {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SCHED_YIELD =
            function("sched_yield", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle SET_AFFINITY =
            function(
                    "sched_setaffinity",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle GET_AFFINITY =
            function(
                    "sched_getaffinity",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle GET_RUSAGE =
            function("getrusage", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private static final int RUSAGE_THREAD = 1;

    /** Words of struct rusage on a 64-bit machine: two times of two words, fourteen counters. */
    private static final int RUSAGE_WORDS = 18;

    private static final int USER_SECONDS = 0;
    private static final int USER_MICROS = 1;
    private static final int SYSTEM_SECONDS = 2;
    private static final int SYSTEM_MICROS = 3;
    private static final int VOLUNTARY_SWITCHES = 16;
    private static final int INVOLUNTARY_SWITCHES = 17;

    /** Words of an affinity mask: 8,192 CPUs, as many as the kernel can be built for. */
    private static final int MASK_WORDS = 128;

    private LinuxThread() {}

    /**
     * Figures of a thread since its start.
     *
     * @param cpuSeconds user and system time
     * @param switches voluntary and involuntary
     */
    record Usage(double cpuSeconds, long switches) {}

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        MemorySegment address =
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(() ->
                                new BenchFailure(
                                        "the C library has no "
                                                + name
                                                + "; benchmarks need Linux"));
        return LINKER.downcallHandle(address, descriptor);
    }

    /** Runs the work on a fresh thread that stays on that CPU. */
    static <T> T onCpu(int cpu, Callable<T> work) {
        FutureTask<T> task = start(cpu, work);
        return result(task);
    }

    /** Starts the work on a fresh thread that stays on that CPU. */
    static <T> FutureTask<T> start(int cpu, Callable<T> work) {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    pinTo(cpu);
                    return work.call();
                });
        Thread.ofPlatform().name("bench").daemon().start(task);
        return task;
    }

    static <T> T result(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new BenchFailure("a benchmark thread failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }

    /** The highest CPU that the process may use: other work tends to sit on the low ones. */
    static int lastAllowedCpu() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MemoryLayout.sequenceLayout(MASK_WORDS, JAVA_LONG));
            int copied = (int) GET_AFFINITY.invokeExact(0, mask.byteSize(), mask);
            check("sched_getaffinity", copied);
            for (int word = MASK_WORDS - 1; word >= 0; word--) {
                long bits = mask.getAtIndex(JAVA_LONG, word);
                if (bits != 0) {
                    return word * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
                }
            }
            throw new BenchFailure("sched_getaffinity names no CPU");
        } catch (Throwable e) {
            throw asFailure(e);
        }
    }

    private static void pinTo(int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MemoryLayout.sequenceLayout(MASK_WORDS, JAVA_LONG));
            mask.setAtIndex(JAVA_LONG, cpu / Long.SIZE, 1L << cpu);
            check("sched_setaffinity", (int) SET_AFFINITY.invokeExact(0, mask.byteSize(), mask));
        } catch (Throwable e) {
            throw asFailure(e);
        }
    }

    /** Figures of the calling thread. */
    static Usage usage() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage =
                    arena.allocate(MemoryLayout.sequenceLayout(RUSAGE_WORDS, JAVA_LONG));
            check("getrusage", (int) GET_RUSAGE.invokeExact(RUSAGE_THREAD, usage));
            long seconds = word(usage, USER_SECONDS) + word(usage, SYSTEM_SECONDS);
            long micros = word(usage, USER_MICROS) + word(usage, SYSTEM_MICROS);
            return new Usage(
                    seconds + micros / 1e6,
                    word(usage, VOLUNTARY_SWITCHES) + word(usage, INVOLUNTARY_SWITCHES));
        } catch (Throwable e) {
            throw asFailure(e);
        }
    }

    private static long word(MemorySegment segment, int index) {
        return segment.getAtIndex(JAVA_LONG, index);
    }

    /** Calls sched_yield so often. */
    static void yield(int times) {
        try {
            for (int i = 0; i < times; i++) {
                check("sched_yield", (int) SCHED_YIELD.invokeExact());
            }
        } catch (Throwable e) {
            throw asFailure(e);
        }
    }

    private static void check(String function, int result) {
        if (result < 0) {
            throw new BenchFailure(function + " failed");
        }
    }

    private static BenchFailure asFailure(Throwable e) {
        return e instanceof BenchFailure failure
                ? failure
                : new BenchFailure("a call of the C library failed: " + e, e);
    }
}
