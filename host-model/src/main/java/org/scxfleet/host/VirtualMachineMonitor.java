package org.scxfleet.host;

/**
 * The policy of a virtual machine monitor: what a vCPU thread does when its guest has nothing to
 * run, and what it costs. The mechanism (whose events are parked, who is woken) is the host's.
 */
public interface VirtualMachineMonitor {
    /** Called once; the controls stay valid for the run. */
    void attach(GuestControls controls);

    /**
     * The host began to execute the vCPU thread; guest mode is entered when the entry cost is paid.
     */
    void entered(int vcpu);

    /** The host stopped executing it; {@code halted} if the guest had nothing to run. */
    void left(int vcpu, boolean halted);

    /** The vCPU found nothing to run; the monitor calls {@link GuestControls#halt} now or later. */
    void idle(int vcpu);

    /** The guest has found something to run on a vCPU that was idle and still executes. */
    void resumed(int vcpu);

    /** An interrupt came for a vCPU that does not execute guest code. */
    void interrupted(int vcpu);

    /** A timer armed by {@link GuestControls#armTimer} expired. */
    void timer(int vcpu);
}
