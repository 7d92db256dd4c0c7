package org.scxfleet.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.topology.CpuSet;

/**
 * Build and boot options of a modelled kernel.
 *
 * @param hz ticks per second
 * @param tickPhaseNs time of the first tick of every CPU, 0 .. one tick
 * @param preemption preemption model
 * @param stealAccounting a guest's task clock leaves out stolen time (PARAVIRT_TIME_ACCOUNTING)
 * @param hrtick the fair class ends slices with a high-resolution timer
 * @param housekeeping the kernel's own threads run now and then
 * @param nohzFull CPUs that stop their tick while busy, where their tasks allow it (nohz_full=)
 * @param nmiWatchdog the hard lockup detector is on (kernel.nmi_watchdog); a guest has none
 * @param proxyExecution who waits for a lock lends its place to the owner; experimental
 */
public record KernelOptions(
        int hz,
        long tickPhaseNs,
        Preemption preemption,
        boolean stealAccounting,
        boolean hrtick,
        boolean housekeeping,
        List<Integer> nohzFull,
        boolean nmiWatchdog,
        boolean proxyExecution) {
    public static final int MIN_HZ = 24;
    public static final int MAX_HZ = 10_000;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Debian's 7.3.4: HZ 250, lazy preemption, steal time shown but not accounted. */
    public static final KernelOptions DEFAULTS =
            new KernelOptions(250, 0, Preemption.LAZY, false, true);

    /** A kernel as most are: no threads of its own, every busy CPU ticks, lockups are noticed. */
    public KernelOptions(
            int hz,
            long tickPhaseNs,
            Preemption preemption,
            boolean stealAccounting,
            boolean hrtick) {
        this(hz, tickPhaseNs, preemption, stealAccounting, hrtick, false, List.of(), true, false);
    }

    public KernelOptions {
        nohzFull = List.copyOf(nohzFull);
        if (hz < MIN_HZ || hz > MAX_HZ) {
            throw new IllegalArgumentException(
                    "hz " + hz + " is outside " + MIN_HZ + ".." + MAX_HZ);
        }
        if (tickPhaseNs < 0 || tickPhaseNs > SECOND_NS / hz) {
            throw new IllegalArgumentException(
                    "tick phase "
                            + tickPhaseNs
                            + " ns is outside 0.."
                            + SECOND_NS / hz
                            + " (one tick)");
        }
        if (proxyExecution && preemption == Preemption.RT) {
            throw new IllegalArgumentException(
                    "proxy execution and preemption rt exclude each other, as in the kernel");
        }
    }

    public long tickNs() {
        return SECOND_NS / hz;
    }

    public KernelOptions withTickPhaseNs(long phaseNs) {
        return with(phaseNs, housekeeping, nohzFull, nmiWatchdog, proxyExecution);
    }

    public KernelOptions withHousekeeping() {
        return with(tickPhaseNs, true, nohzFull, nmiWatchdog, proxyExecution);
    }

    public KernelOptions withNohzFull(List<Integer> cpus) {
        return with(tickPhaseNs, housekeeping, cpus, nmiWatchdog, proxyExecution);
    }

    public KernelOptions withNmiWatchdog(boolean on) {
        return with(tickPhaseNs, housekeeping, nohzFull, on, proxyExecution);
    }

    public KernelOptions withProxyExecution(boolean on) {
        return with(tickPhaseNs, housekeeping, nohzFull, nmiWatchdog, on);
    }

    private KernelOptions with(
            long phaseNs,
            boolean threads,
            List<Integer> tickless,
            boolean watchdog,
            boolean proxy) {
        return new KernelOptions(
                hz,
                phaseNs,
                preemption,
                stealAccounting,
                hrtick,
                threads,
                tickless,
                watchdog,
                proxy);
    }

    /**
     * CPUs that may stop their tick while busy, or null; one at least keeps it.
     *
     * @param kernel for messages
     */
    @Nullable CpuSet tickless(String kernel, int cpuCount) {
        CpuSet set = new CpuSet(cpuCount);
        for (int cpu : nohzFull) {
            if (cpu < 0 || cpu >= cpuCount) {
                throw new IllegalArgumentException(
                        kernel + ": nohz_full CPU " + cpu + " is outside 0.." + (cpuCount - 1));
            }
            set.add(cpu);
        }
        if (set.size() == cpuCount) {
            throw new IllegalArgumentException(
                    kernel + ": nohz_full names all CPUs; one must be left for housekeeping");
        }
        return nohzFull.isEmpty() ? null : set;
    }

    /** Where a running task may be switched out. */
    public enum Preemption {
        /** Fair tasks at the next tick or return to user space; others at once. */
        LAZY,
        /** Everything at once. */
        FULL,
        /**
         * PREEMPT_RT: as full, and interrupts are handled by threads; wake-ups are never left to
         * the CPU that is to run the task; a balancing pass moves 8 tasks instead of 32.
         */
        RT
    }
}
