package org.scxfleet.host;

/** What a virtual machine monitor can do with its vCPUs. */
public interface GuestControls {
    int vcpuCount();

    long nowNs();

    GuestSpec spec();

    /** The vCPU thread sleeps on the host if its guest still has nothing to run; true if it did. */
    boolean halt(int vcpu);

    /** Wakes a sleeping vCPU thread. */
    void wake(int vcpu);

    /** True while the guest has nothing to run on the vCPU. */
    boolean isIdle(int vcpu);

    /** Time that the vCPU thread has waited for a host CPU. */
    long runDelayNs(int vcpu);

    /** Calls {@link VirtualMachineMonitor#timer} at that time. */
    void armTimer(int vcpu, long atNs);

    void cancelTimer(int vcpu);
}
