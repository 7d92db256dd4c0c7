package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.v1.RunProto;

/** Reads the tables that {@link TableWriter} wrote; equal parts are one object again. */
final class TableReader {
    private final List<CpuTopology> topologies = new ArrayList<>();
    private final List<CostProfile> costProfiles = new ArrayList<>();
    private final List<List<Step>> programs = new ArrayList<>();
    private final List<TaskSpec> tasks = new ArrayList<>();
    private final List<KernelSpec> kernels = new ArrayList<>();
    private final List<GuestSpec> guests = new ArrayList<>();
    private final List<HostSpec.Route> routes = new ArrayList<>();
    private final List<HostSpec.Collective> collectives = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if a part is not valid or refers to one that is not there
     */
    TableReader(RunProto.Tables tables) {
        tables.getTopologiesList().forEach(part -> topologies.add(MachineCodec.decode(part)));
        tables.getCostProfilesList().forEach(part -> costProfiles.add(MachineCodec.decode(part)));
        tables.getProgramsList().forEach(part -> programs.add(StepCodec.decode(part)));
        tables.getTasksList()
                .forEach(part ->
                        tasks.add(
                                TaskCodec.decode(
                                        part, at("program", programs, part.getProgram()))));
        tables.getKernelsList().forEach(part -> kernels.add(decode(part)));
        tables.getGuestsList().forEach(part -> guests.add(decode(part)));
        tables.getRoutesList().forEach(part -> routes.add(decode(part)));
        tables.getCollectivesList().forEach(part -> collectives.add(decode(part)));
    }

    List<TaskSpec> tasks(List<Integer> indices) {
        return all("task", tasks, indices);
    }

    KernelSpec kernel(int index) {
        return at("kernel", kernels, index);
    }

    List<GuestSpec> guests(List<Integer> indices) {
        return all("guest", guests, indices);
    }

    List<HostSpec.Route> routes(List<Integer> indices) {
        return all("route", routes, indices);
    }

    List<HostSpec.Collective> collectives(List<Integer> indices) {
        return all("collective", collectives, indices);
    }

    private KernelSpec decode(RunProto.Kernel kernel) {
        List<GpuSpec> gpus = new ArrayList<>(kernel.getGpusCount());
        kernel.getGpusList().forEach(gpu -> gpus.add(GpuCodec.decode(gpu)));
        List<TimedAction> actions = new ArrayList<>(kernel.getActionsCount());
        kernel.getActionsList().forEach(action -> actions.add(KernelCodec.decode(action)));
        return new KernelSpec(
                at("topology", topologies, kernel.getTopology()),
                KernelCodec.decode(kernel.getOptions()),
                at("cost profile", costProfiles, kernel.getCosts()),
                KernelCodec.decode(kernel.getScheduler()),
                KernelCodec.cgroups(kernel.getCgroupsList()),
                gpus,
                tasks(kernel.getTasksList()),
                actions);
    }

    private GuestSpec decode(RunProto.Guest guest) {
        List<List<Integer>> pins = new ArrayList<>(guest.getVcpuPinsCount());
        guest.getVcpuPinsList().forEach(list -> pins.add(List.copyOf(list.getCpusList())));
        return new GuestSpec(
                guest.getName(),
                kernel(guest.getKernel()),
                TaskCodec.decode(guest.getVcpuParams()),
                pins,
                guest.getCgroup(),
                guest.getHaltPollNs(),
                guest.getEntryNs(),
                guest.getExitNs());
    }

    private static HostSpec.Route decode(RunProto.Route route) {
        return new HostSpec.Route(
                route.getService(), route.getNumber(), decode(route.getInstances()));
    }

    private static HostSpec.Collective decode(RunProto.Collective collective) {
        return new HostSpec.Collective(
                collective.getName(),
                collective.getNumber(),
                collective.getMembers(),
                collective.getRoot(),
                decode(collective.getLinks()),
                CollectiveCodec.decode(collective.getCost()));
    }

    private static List<HostSpec.Link> decode(RunProto.Links links) {
        int count = links.getHostCount();
        if (links.getLatencyNsCount() != count || links.getBytesPerSecondCount() != count) {
            throw new IllegalArgumentException("links with columns of different length");
        }
        List<HostSpec.Link> decoded = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            decoded.add(
                    new HostSpec.Link(
                            links.getHost(i), links.getLatencyNs(i), links.getBytesPerSecond(i)));
        }
        return decoded;
    }

    private static <T> List<T> all(String what, List<T> table, List<Integer> indices) {
        List<T> parts = new ArrayList<>(indices.size());
        for (int index : indices) {
            parts.add(at(what, table, index));
        }
        return parts;
    }

    private static <T> T at(String what, List<T> table, int index) {
        if (index < 0 || index >= table.size()) {
            throw new IllegalArgumentException(
                    what + " " + index + " is not in the table of " + table.size());
        }
        return table.get(index);
    }
}
