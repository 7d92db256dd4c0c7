package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.CostProfile;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.v1.RunProto;

/** The machine under a kernel: processors and what they cost. */
final class MachineCodec {
    private MachineCodec() {}

    static RunProto.Topology encode(CpuTopology topology) {
        RunProto.Topology.Builder out =
                RunProto.Topology.newBuilder()
                        .setName(topology.name())
                        .setNodes(topology.nodeCount());
        for (CpuTopology.Cpu cpu : topology.cpus()) {
            out.addCore(cpu.core())
                    .addLlc(cpu.llc())
                    .addNode(cpu.node())
                    .addSocket(cpu.socket())
                    .addCapacityPer1024(cpu.capacityPer1024());
        }
        for (int[] row : topology.nodeDistances()) {
            for (int distance : row) {
                out.addNodeDistance(distance);
            }
        }
        return out.build();
    }

    static CpuTopology decode(RunProto.Topology topology) {
        int cpuCount = topology.getCoreCount();
        int nodeCount = topology.getNodes();
        if (topology.getLlcCount() != cpuCount
                || topology.getNodeCount() != cpuCount
                || topology.getSocketCount() != cpuCount
                || topology.getCapacityPer1024Count() != cpuCount) {
            throw new IllegalArgumentException(
                    "topology " + topology.getName() + ": columns of different length");
        }
        if (nodeCount < 0
                || nodeCount > CpuTopology.MAX_CPUS
                || topology.getNodeDistanceCount() != nodeCount * nodeCount) {
            throw new IllegalArgumentException(
                    "topology " + topology.getName() + ": the distance table is not square");
        }
        List<CpuTopology.Cpu> cpus = new ArrayList<>(cpuCount);
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            cpus.add(
                    new CpuTopology.Cpu(
                            topology.getCore(cpu),
                            topology.getLlc(cpu),
                            topology.getNode(cpu),
                            topology.getSocket(cpu),
                            topology.getCapacityPer1024(cpu)));
        }
        int[][] distance = new int[nodeCount][nodeCount];
        for (int from = 0; from < nodeCount; from++) {
            for (int to = 0; to < nodeCount; to++) {
                distance[from][to] = topology.getNodeDistance(from * nodeCount + to);
            }
        }
        return new CpuTopology(topology.getName(), cpus, distance);
    }

    static RunProto.CostProfile encode(CostProfile costs) {
        return RunProto.CostProfile.newBuilder()
                .setName(costs.name())
                .setContextSwitchNs(costs.contextSwitchNs())
                .setWakeupNs(costs.wakeupNs())
                .setSyscallNs(costs.syscallNs())
                .setMigrateLlcNs(costs.migrateLlcNs())
                .setMigrateSocketNs(costs.migrateSocketNs())
                .setMigrateNodeNs(costs.migrateNodeNs())
                .setMigrateRemoteNs(costs.migrateRemoteNs())
                .setIpiNs(costs.ipiNs())
                .setTimerNs(costs.timerNs())
                .setSmtPer1024(costs.smtPer1024())
                .setPerOpNs(costs.perOpNs())
                .setPerInsnNs(costs.perInsnNs())
                .build();
    }

    static CostProfile decode(RunProto.CostProfile costs) {
        return new CostProfile(
                costs.getName(),
                costs.getContextSwitchNs(),
                costs.getWakeupNs(),
                costs.getSyscallNs(),
                costs.getMigrateLlcNs(),
                costs.getMigrateSocketNs(),
                costs.getMigrateNodeNs(),
                costs.getMigrateRemoteNs(),
                costs.getIpiNs(),
                costs.getTimerNs(),
                costs.getSmtPer1024(),
                costs.getPerOpNs(),
                costs.getPerInsnNs());
    }
}
