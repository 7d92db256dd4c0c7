package org.scxfleet.paravirt;

import org.jspecify.annotations.Nullable;
import org.scxfleet.host.GuestControls;
import org.scxfleet.host.VirtualMachineMonitor;

/**
 * A virtual machine monitor in the manner of KVM.
 *
 * <p><b>What.</b> A vCPU is a task of the host. While the host runs it, the guest's own scheduler
 * runs on it; when the guest has nothing to run, the vCPU halts: the host first polls for a while,
 * then puts the thread to sleep until an interrupt comes for it. An interrupt for a vCPU that waits
 * for a host CPU changes nothing: it is taken at the next entry.
 *
 * <p><b>Steal.</b> The time that the thread waits for a host CPU is what the guest sees as steal
 * time, from its next entry on.
 *
 * <p><b>Left out.</b> Directed yield, paravirtual locks and TLB shootdown, delivery of interrupts
 * without an exit.
 */
public final class GuestMachine implements VirtualMachineMonitor {
    private @Nullable GuestControls controls;
    private Vcpu[] vcpus = new Vcpu[0];

    @Override
    public void attach(GuestControls guestControls) {
        controls = guestControls;
        vcpus = new Vcpu[guestControls.vcpuCount()];
        for (int vcpu = 0; vcpu < vcpus.length; vcpu++) {
            vcpus[vcpu] = new Vcpu(guestControls.spec().haltPollNs());
        }
    }

    private GuestControls controls() {
        GuestControls attached = controls;
        if (attached == null) {
            throw new IllegalStateException("the monitor is not attached to a guest");
        }
        return attached;
    }

    @Override
    public void entered(int vcpu) {
        long nowNs = controls().nowNs();
        if (vcpus[vcpu].state() == VcpuState.BLOCKED) {
            vcpus[vcpu].become(VcpuState.PREEMPTED, nowNs);
        }
        vcpus[vcpu].become(VcpuState.RUNNING_GUEST, nowNs);
        vcpus[vcpu].endHalt(nowNs);
    }

    @Override
    public void left(int vcpu, boolean halted) {
        controls().cancelTimer(vcpu);
        vcpus[vcpu].become(halted ? VcpuState.BLOCKED : VcpuState.PREEMPTED, controls().nowNs());
    }

    @Override
    public void idle(int vcpu) {
        Vcpu machine = vcpus[vcpu];
        if (machine.state() != VcpuState.RUNNING_GUEST) {
            return;
        }
        long nowNs = controls().nowNs();
        machine.beginHalt(nowNs);
        long pollNs = machine.polling().pollNs();
        if (pollNs == 0) {
            controls().halt(vcpu);
        } else {
            machine.become(VcpuState.HALT_POLL, nowNs);
            controls().armTimer(vcpu, nowNs + pollNs);
        }
    }

    @Override
    public void resumed(int vcpu) {
        Vcpu machine = vcpus[vcpu];
        if (machine.state() == VcpuState.HALT_POLL) {
            controls().cancelTimer(vcpu);
            machine.become(VcpuState.RUNNING_GUEST, controls().nowNs());
            machine.endHalt(controls().nowNs());
        }
    }

    @Override
    public void timer(int vcpu) {
        Vcpu machine = vcpus[vcpu];
        if (machine.state() == VcpuState.HALT_POLL && controls().isIdle(vcpu)) {
            controls().halt(vcpu);
        }
    }

    @Override
    public void interrupted(int vcpu) {
        Vcpu machine = vcpus[vcpu];
        if (machine.state() == VcpuState.BLOCKED) {
            machine.become(VcpuState.PREEMPTED, controls().nowNs());
            controls().wake(vcpu);
        }
    }

    /** State of a vCPU. */
    public VcpuState state(int vcpu) {
        return vcpus[vcpu].state();
    }

    /** How long the vCPU has been in a state so far. */
    public long timeNs(int vcpu, VcpuState of) {
        return vcpus[vcpu].timeNs(of, controls().nowNs());
    }
}
