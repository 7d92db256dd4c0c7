package org.scxfleet.cli.bench;

import java.util.concurrent.FutureTask;

/**
 * The yardstick of the switch benchmarks: how often the kernel under this program switches between
 * two threads that share one CPU and call sched_yield, per second of CPU time.
 */
final class RealSwitches {
    private static final int YIELDS_AT_ONCE = 64;

    private RealSwitches() {}

    /** Switches per CPU second, measured for that long. */
    static double rate(int cpu, double seconds) {
        long durationNs = (long) (seconds * 1e9);
        FutureTask<LinuxThread.Usage> one = LinuxThread.start(cpu, () -> yieldFor(durationNs));
        FutureTask<LinuxThread.Usage> other = LinuxThread.start(cpu, () -> yieldFor(durationNs));
        LinuxThread.Usage a = LinuxThread.result(one);
        LinuxThread.Usage b = LinuxThread.result(other);
        return (a.switches() + b.switches()) / (a.cpuSeconds() + b.cpuSeconds());
    }

    private static LinuxThread.Usage yieldFor(long durationNs) {
        LinuxThread.Usage before = LinuxThread.usage();
        long endNs = System.nanoTime() + durationNs;
        while (System.nanoTime() < endNs) {
            LinuxThread.yield(YIELDS_AT_ONCE);
        }
        LinuxThread.Usage after = LinuxThread.usage();
        return new LinuxThread.Usage(
                after.cpuSeconds() - before.cpuSeconds(), after.switches() - before.switches());
    }
}
