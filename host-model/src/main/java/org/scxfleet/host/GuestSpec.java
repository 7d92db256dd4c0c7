package org.scxfleet.host;

import java.util.List;
import org.scxfleet.task.SchedParams;

/**
 * A virtual machine on a host: its own kernel, whose CPUs are tasks of the host.
 *
 * @param name vCPU threads are called name/vcpu-0, …
 * @param kernel the guest's kernel; its topology's CPU count is the number of vCPUs
 * @param vcpuParams scheduling parameters of the vCPU threads on the host
 * @param vcpuPins host CPUs of each vCPU; an empty list means anywhere
 * @param cgroup cgroup of the vCPU threads on the host
 * @param haltPollNs how long the host polls after a halt before the vCPU sleeps
 * @param entryNs cost of entering the guest
 * @param exitNs cost of leaving it
 */
public record GuestSpec(
        String name,
        KernelSpec kernel,
        SchedParams vcpuParams,
        List<List<Integer>> vcpuPins,
        String cgroup,
        long haltPollNs,
        long entryNs,
        long exitNs) {
    /** Plain exit and entry on modern x86 take 1.0 to 1.5 µs together. */
    public static final long DEFAULT_ENTRY_NS = 600;

    public static final long DEFAULT_EXIT_NS = 600;

    public GuestSpec {
        vcpuPins = List.copyOf(vcpuPins);
        if (!vcpuPins.isEmpty() && vcpuPins.size() != kernel.topology().cpuCount()) {
            throw new IllegalArgumentException(
                    "guest "
                            + name
                            + ": pins for "
                            + vcpuPins.size()
                            + " of "
                            + kernel.topology().cpuCount()
                            + " vCPUs");
        }
        if (haltPollNs < 0 || entryNs < 0 || exitNs < 0) {
            throw new IllegalArgumentException("guest " + name + ": times can not be negative");
        }
    }
}
