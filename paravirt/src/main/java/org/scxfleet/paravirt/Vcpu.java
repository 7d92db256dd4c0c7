package org.scxfleet.paravirt;

/** One vCPU's state and how long it has been in each. */
final class Vcpu {
    private final long[] timeNs = new long[VcpuState.values().length];
    private final HaltPolling polling;
    private VcpuState state = VcpuState.BLOCKED;
    private long sinceNs;
    private long haltedAtNs = -1;

    Vcpu(long maxHaltPollNs) {
        polling = new HaltPolling(maxHaltPollNs);
    }

    VcpuState state() {
        return state;
    }

    HaltPolling polling() {
        return polling;
    }

    void become(VcpuState next, long nowNs) {
        if (next == state) {
            return;
        }
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("a vCPU can not go from " + state + " to " + next);
        }
        timeNs[state.ordinal()] += nowNs - sinceNs;
        sinceNs = nowNs;
        state = next;
    }

    void beginHalt(long nowNs) {
        haltedAtNs = nowNs;
    }

    /** An interrupt ends a halt, if the vCPU is halted. */
    void endHalt(long nowNs) {
        if (haltedAtNs >= 0) {
            polling.learn(nowNs - haltedAtNs);
            haltedAtNs = -1;
        }
    }

    long timeNs(VcpuState of, long nowNs) {
        return timeNs[of.ordinal()] + (of == state ? nowNs - sinceNs : 0);
    }
}
