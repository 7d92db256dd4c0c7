package org.scxfleet.sched;

/**
 * What stands behind the CPUs of a kernel: nothing for a host; for a guest, the host's scheduler.
 */
public interface CpuPower {
    /** An interrupt waits for a CPU that does not execute. */
    void interrupt(int cpu);

    /** The CPU has nothing to run. */
    void idle(int cpu);

    /** The CPU has something to run again. */
    void busy(int cpu);

    /** A host's CPUs always execute. */
    CpuPower BARE =
            new CpuPower() {
                @Override
                public void interrupt(int cpu) {
                    throw new IllegalStateException("CPU " + cpu + " of a host does not execute");
                }

                @Override
                public void idle(int cpu) {}

                @Override
                public void busy(int cpu) {}
            };
}
