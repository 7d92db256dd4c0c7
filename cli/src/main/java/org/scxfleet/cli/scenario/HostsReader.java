package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.CostProfiles;
import org.scxfleet.host.GuestSpec;

/** The groups of hosts with their kernels, devices and guests. */
final class HostsReader {
    /** Memory of a host that says nothing: 4 GiB for each CPU. */
    private static final long MEMORY_MIB_PER_CPU = 4_096;

    private static final long MEMORY_MIB_MAX = 1L << 30;

    /** A rack of compute trays that one NVLink domain joins. */
    private static final String NVL72 = "gb200-nvl72";

    private static final int NVL72_TRAYS = 18;
    private static final int GUESTS_MAX = 1_000;
    private static final long SECOND_NS = 1_000_000_000L;

    private final TopologyReader topologies;
    private final KernelReader kernels;

    HostsReader(TopologyReader topologies, KernelReader kernels) {
        this.topologies = topologies;
        this.kernels = kernels;
    }

    List<GroupDraft> read(Field field) {
        List<GroupDraft> groups = new ArrayList<>();
        for (Field item : field.items()) {
            Section section = item.section(ScenarioKeys.HOST_GROUP);
            if (section == null) {
                continue;
            }
            Field nameField = section.required("name");
            String name = nameField == null ? item.path() : nameField.name();
            if (nameField != null && groups.stream().anyMatch(group -> group.name.equals(name))) {
                nameField.problem("a host group '" + name + "' exists already");
            }
            readGroup(section, name, groups);
        }
        if (field.isSequence() && field.items().isEmpty()) {
            field.problem("the list is empty; at least one host group is needed");
        }
        return groups;
    }

    private void readGroup(Section section, String name, List<GroupDraft> groups) {
        int count = section.read("count", 1, field -> field.integer(1, RunSpec.MAX_HOSTS));
        Field topologyField = section.required("topology");
        TopologyReader.Machine machine =
                topologyField == null ? null : topologies.read(topologyField);
        if (machine == null) {
            return;
        }
        KernelDraft kernel = new KernelDraft("host group '" + name + "'", machine.topology());
        kernels.readInto(kernel, section, defaultCosts(machine));
        kernel.gpus =
                section.read(
                        "gpus",
                        GpuReader.ofPreset(machine),
                        field -> GpuReader.read(field, machine.topology()));
        long memoryMib =
                section.read(
                        "memory_mib",
                        MEMORY_MIB_PER_CPU * machine.topology().cpuCount(),
                        field -> field.number(1, MEMORY_MIB_MAX));
        GroupDraft group = new GroupDraft(name, count, memoryMib, kernel);
        group.fabric =
                section.read(
                        "fabric",
                        machine.preset() == null || !machine.preset().name().equals(NVL72)
                                ? RunSpec.Fabric.UNKNOWN
                                : new RunSpec.Fabric(NVL72_TRAYS, NVL72_TRAYS),
                        HostsReader::fabric);
        for (Field guest : section.items("guests")) {
            readGuest(guest, group);
        }
        groups.add(group);
    }

    static RunSpec.Fabric fabric(Field field) {
        Section section = field.section(ScenarioKeys.FABRIC);
        return section == null
                ? RunSpec.Fabric.UNKNOWN
                : new RunSpec.Fabric(
                        section.read("nvlink_hosts", 0, item -> item.integer(1, RunSpec.MAX_HOSTS)),
                        section.read("rack_hosts", 0, item -> item.integer(1, RunSpec.MAX_HOSTS)));
    }

    static CostProfile defaultCosts(TopologyReader.Machine machine) {
        return machine.preset() == null ? CostProfile.SERVER : CostProfiles.of(machine.preset());
    }

    private void readGuest(Field field, GroupDraft group) {
        Section section = field.section(ScenarioKeys.GUEST);
        if (section == null) {
            return;
        }
        Field nameField = section.required("name");
        Field topologyField = section.required("topology");
        if (nameField == null || topologyField == null) {
            return;
        }
        String name = nameField.name();
        TopologyReader.Machine machine = topologies.read(topologyField);
        if (machine == null) {
            return;
        }
        if (group.guests.stream().anyMatch(guest -> guest.kind.equals(name))) {
            nameField.problem("a guest '" + name + "' exists already");
        }
        int count = section.read("count", 1, item -> item.integer(1, GUESTS_MAX));
        for (int i = 0; i < count; i++) {
            KernelDraft kernel =
                    new KernelDraft(
                            "guest '" + name + "' of " + group.kernel.label, machine.topology());
            kernels.readInto(kernel, section, group.kernel.costs);
            String instance = count == 1 ? name : name + "-" + i;
            GroupDraft.GuestDraft guest = new GroupDraft.GuestDraft(name, instance, kernel);
            readVirtualization(section, guest, group);
            group.guests.add(guest);
        }
    }

    private static void readVirtualization(
            Section section, GroupDraft.GuestDraft guest, GroupDraft group) {
        guest.haltPollNs =
                section.read("halt_poll_us", 0L, field -> field.inUnit(1_000, SECOND_NS));
        guest.entryNs =
                section.read(
                        "entry_ns",
                        GuestSpec.DEFAULT_ENTRY_NS,
                        field -> field.number(0, SECOND_NS));
        guest.exitNs =
                section.read(
                        "exit_ns", GuestSpec.DEFAULT_EXIT_NS, field -> field.number(0, SECOND_NS));
        guest.cgroup = section.read("cgroup", "/", Field::text);
        if (!guest.cgroup.equals("/")) {
            section.made(() -> {
                group.kernel.addCgroupOfWorkload(
                        CgroupSpec.weighted(guest.cgroup, CgroupSpec.DEFAULT_WEIGHT));
                return guest;
            });
        }
        Field vcpus = section.field("vcpus");
        Section params = vcpus == null ? null : vcpus.section(ScenarioKeys.VCPUS);
        if (params == null) {
            return;
        }
        guest.vcpuParams = ParamsReader.read(params);
        if (params.has("pins")) {
            List<List<Integer>> pins = new ArrayList<>();
            for (Field pin : params.items("pins")) {
                List<Integer> cpus = ParamsReader.cpus(pin);
                group.kernel.checkCpus("a vCPU", cpus, pin);
                pins.add(cpus);
            }
            int vcpuCount = guest.kernel.topology.cpuCount();
            if (pins.size() != vcpuCount) {
                params.problem("pins of " + pins.size() + " vCPUs, the guest has " + vcpuCount);
            }
            guest.pins = pins;
        }
    }
}
