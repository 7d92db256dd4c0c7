package org.scxfleet.paravirt;

/** What a vCPU is doing, seen from the host. */
public enum VcpuState {
    /** On a host CPU, in guest mode: guest time and guest work advance. */
    RUNNING_GUEST,
    /** Runnable on the host but not running: the guest's work stands still, steal time accrues. */
    PREEMPTED,
    /** On a host CPU after a halt: the host polls for an interrupt before it gives the CPU away. */
    HALT_POLL,
    /** Sleeping after a halt. */
    BLOCKED;

    /** Whether a vCPU may go from this state to the other. */
    boolean mayBecome(VcpuState next) {
        return switch (this) {
            case RUNNING_GUEST -> next == PREEMPTED || next == HALT_POLL || next == BLOCKED;
            case PREEMPTED -> next == RUNNING_GUEST;
            case HALT_POLL -> next == RUNNING_GUEST || next == PREEMPTED || next == BLOCKED;
            case BLOCKED -> next == PREEMPTED;
        };
    }
}
