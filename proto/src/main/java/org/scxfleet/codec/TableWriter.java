package org.scxfleet.codec;

import java.util.List;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.v1.RunProto;

/**
 * Writes the tables of shared structure: every different kernel, task, program, topology and so on
 * once.
 *
 * <p>A cluster of ten thousand hosts consists of a few kernels; written out per host it would be
 * gigabytes, and the reader could no longer see that hosts share a kernel, so each would keep its
 * own copy in memory. {@link TableReader} gives the sharing back.
 */
final class TableWriter {
    private final RunProto.Tables.Builder tables = RunProto.Tables.newBuilder();
    private final Interner<CpuTopology, RunProto.Topology> topologies =
            new Interner<>(MachineCodec::encode, tables::addTopologies);
    private final Interner<CostProfile, RunProto.CostProfile> costProfiles =
            new Interner<>(MachineCodec::encode, tables::addCostProfiles);
    private final Interner<List<Step>, RunProto.Program> programs =
            new Interner<>(StepCodec::encode, tables::addPrograms);
    private final Interner<TaskSpec, RunProto.Task> tasks =
            new Interner<>(
                    task -> TaskCodec.encode(task, programs.index(task.program())),
                    tables::addTasks);
    private final Interner<KernelSpec, RunProto.Kernel> kernels =
            new Interner<>(this::encode, tables::addKernels);
    private final Interner<GuestSpec, RunProto.Guest> guests =
            new Interner<>(this::encode, tables::addGuests);
    private final Interner<HostSpec.Route, RunProto.Route> routes =
            new Interner<>(TableWriter::encode, tables::addRoutes);
    private final Interner<HostSpec.Collective, RunProto.Collective> collectives =
            new Interner<>(TableWriter::encode, tables::addCollectives);

    int task(TaskSpec task) {
        return tasks.index(task);
    }

    int kernel(KernelSpec kernel) {
        return kernels.index(kernel);
    }

    int guest(GuestSpec guest) {
        return guests.index(guest);
    }

    int route(HostSpec.Route route) {
        return routes.index(route);
    }

    int collective(HostSpec.Collective collective) {
        return collectives.index(collective);
    }

    RunProto.Tables build() {
        return tables.build();
    }

    private RunProto.Kernel encode(KernelSpec kernel) {
        RunProto.Kernel.Builder out =
                RunProto.Kernel.newBuilder()
                        .setTopology(topologies.index(kernel.topology()))
                        .setOptions(KernelCodec.encode(kernel.options()))
                        .setCosts(costProfiles.index(kernel.costs()))
                        .setScheduler(KernelCodec.encode(kernel.scheduler()));
        for (CgroupSpec cgroup : kernel.cgroups()) {
            out.addCgroups(KernelCodec.encode(cgroup));
        }
        for (GpuSpec gpu : kernel.gpus()) {
            out.addGpus(GpuCodec.encode(gpu));
        }
        for (TaskSpec task : kernel.tasks()) {
            out.addTasks(tasks.index(task));
        }
        for (TimedAction action : kernel.actions()) {
            out.addActions(KernelCodec.encode(action));
        }
        return out.build();
    }

    private RunProto.Guest encode(GuestSpec guest) {
        RunProto.Guest.Builder out =
                RunProto.Guest.newBuilder()
                        .setName(guest.name())
                        .setKernel(kernels.index(guest.kernel()))
                        .setVcpuParams(TaskCodec.encode(guest.vcpuParams()))
                        .setCgroup(guest.cgroup())
                        .setHaltPollNs(guest.haltPollNs())
                        .setEntryNs(guest.entryNs())
                        .setExitNs(guest.exitNs());
        for (List<Integer> pins : guest.vcpuPins()) {
            out.addVcpuPins(StepCodec.cpuList(pins));
        }
        return out.build();
    }

    private static RunProto.Route encode(HostSpec.Route route) {
        return RunProto.Route.newBuilder()
                .setService(route.service())
                .setNumber(route.number())
                .setInstances(encode(route.instances()))
                .build();
    }

    private static RunProto.Collective encode(HostSpec.Collective collective) {
        return RunProto.Collective.newBuilder()
                .setName(collective.name())
                .setNumber(collective.number())
                .setMembers(collective.members())
                .setRoot(collective.root())
                .setLinks(encode(collective.links()))
                .setCost(CollectiveCodec.encode(collective.cost()))
                .build();
    }

    private static RunProto.Links encode(List<HostSpec.Link> links) {
        RunProto.Links.Builder out = RunProto.Links.newBuilder();
        for (HostSpec.Link link : links) {
            out.addHost(link.host())
                    .addLatencyNs(link.latencyNs())
                    .addBytesPerSecond(link.bytesPerSecond());
        }
        return out.build();
    }
}
