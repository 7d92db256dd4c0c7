package org.scxfleet.paravirt;

/**
 * How long the host polls after a halt, per vCPU: grows while halts are short enough to be caught
 * by polling, shrinks to nothing when they are long (virt/kvm/kvm_main.c kvm_vcpu_halt, Linux 7.3).
 */
final class HaltPolling {
    /** First polling time when it grows from nothing. */
    static final long GROW_START_NS = 10_000;

    static final int GROW_FACTOR = 2;

    private final long maxNs;
    private long pollNs;

    /**
     * @param maxNs longest polling time; 0 = never poll
     */
    HaltPolling(long maxNs) {
        this.maxNs = maxNs;
    }

    long pollNs() {
        return pollNs;
    }

    /** A halt lasted that long from the halt to the interrupt. */
    void learn(long haltedNs) {
        if (maxNs == 0 || haltedNs <= pollNs) {
            return;
        }
        if (pollNs > 0 && haltedNs > maxNs) {
            pollNs = 0;
        } else if (pollNs < maxNs && haltedNs < maxNs) {
            pollNs = Math.min(maxNs, Math.max(GROW_START_NS, pollNs * GROW_FACTOR));
        }
    }
}
