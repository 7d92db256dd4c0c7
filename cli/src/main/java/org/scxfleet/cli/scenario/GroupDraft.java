package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.task.SchedParams;

/** A group of equal hosts while the sections that add to it are read. */
final class GroupDraft {
    final String name;
    final int count;
    private final List<String> hostNames;
    final long memoryMib;
    final KernelDraft kernel;
    RunSpec.Fabric fabric = RunSpec.Fabric.UNKNOWN;
    final List<GuestDraft> guests = new ArrayList<>();

    /** Numbers of the workload entries that run here, to find groups with the same work. */
    final List<Integer> workloads = new ArrayList<>();

    /** A node group of a trace: its figures are shown together with those of the others. */
    boolean placesPods;

    /** Hosts that are called after their group. */
    GroupDraft(String name, int count, long memoryMib, KernelDraft kernel) {
        this(name, count, List.of(), memoryMib, kernel);
    }

    /** Hosts with names of their own. */
    GroupDraft(String name, List<String> hostNames, long memoryMib, KernelDraft kernel) {
        this(name, hostNames.size(), hostNames, memoryMib, kernel);
    }

    private GroupDraft(
            String name, int count, List<String> hostNames, long memoryMib, KernelDraft kernel) {
        this.name = name;
        this.count = count;
        this.hostNames = hostNames;
        this.memoryMib = memoryMib;
        this.kernel = kernel;
    }

    /** Name of the host with that number in the group. */
    String hostName(int number) {
        return hostNames.isEmpty() ? name + "-" + number : hostNames.get(number);
    }

    /** Host and guest kernels that an entry for these hosts means. */
    List<KernelDraft> kernels(String guest) {
        if (guest.isEmpty()) {
            return List.of(kernel);
        }
        List<KernelDraft> found = new ArrayList<>();
        for (GuestDraft draft : guests) {
            if (draft.kind.equals(guest)) {
                found.add(draft.kernel);
            }
        }
        return found;
    }

    RunSpec.HostGroup build() {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(hostName(i));
        }
        return new RunSpec.HostGroup(
                name,
                names,
                memoryMib,
                kernel.build(),
                guests.stream().map(GuestDraft::build).toList(),
                !kernel.tickPhaseGiven,
                fabric);
    }

    /** One guest of each host of the group. */
    static final class GuestDraft {
        /** Name in the scenario; several guests of one kind share it. */
        final String kind;

        private final String name;
        final KernelDraft kernel;
        SchedParams vcpuParams = SchedParams.NORMAL;
        List<List<Integer>> pins = List.of();
        String cgroup = "/";
        long haltPollNs;
        long entryNs = GuestSpec.DEFAULT_ENTRY_NS;
        long exitNs = GuestSpec.DEFAULT_EXIT_NS;

        GuestDraft(String kind, String name, KernelDraft kernel) {
            this.kind = kind;
            this.name = name;
            this.kernel = kernel;
        }

        GuestSpec build() {
            return new GuestSpec(
                    name, kernel.build(), vcpuParams, pins, cgroup, haltPollNs, entryNs, exitNs);
        }
    }
}
