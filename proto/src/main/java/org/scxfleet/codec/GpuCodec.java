package org.scxfleet.codec;

import java.util.List;
import org.scxfleet.gpu.GpuSharing;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.gpu.GpuWiring;
import org.scxfleet.gpu.MigPart;
import org.scxfleet.gpu.MigTally;
import org.scxfleet.host.TimedAction;
import org.scxfleet.task.Step;
import org.scxfleet.v1.RunProto;

/** GPUs, and the steps of tasks that have to do with them. */
final class GpuCodec {
    private GpuCodec() {}

    static RunProto.Gpu encode(GpuSpec gpu) {
        RunProto.Gpu.Builder out = plain(gpu);
        MigPart part = gpu.mig();
        if (part != null) {
            out.setMigChip(plain(part.chip()))
                    .setMigProfile(part.profile())
                    .setMigStart(part.start());
        }
        return out.build();
    }

    private static RunProto.Gpu.Builder plain(GpuSpec gpu) {
        return RunProto.Gpu.newBuilder()
                .setModel(gpu.model())
                .setMemoryMib(gpu.memoryMib())
                .setNode(gpu.node())
                .setTimesliceNs(gpu.timesliceNs())
                .setContextSwitchNs(gpu.contextSwitchNs())
                .setLaunchCpuNs(gpu.launchCpuNs())
                .setStartLatencyNs(gpu.startLatencyNs())
                .setCompletionNs(gpu.completionNs())
                .setQueueDepth(gpu.queueDepth())
                .setSpeedPer1024(gpu.speedPer1024())
                .setSharing(sharing(gpu.sharing()))
                .setWiring(wiring(gpu.wiring()))
                .setGraphNodeCpuNs(gpu.graph().nodeCpuNs())
                .setGraphStartLatencyNs(gpu.graph().startLatencyNs());
    }

    static GpuSpec decode(RunProto.Gpu gpu) {
        GpuSpec spec = plain(gpu);
        return gpu.hasMigChip()
                ? spec.as(
                        new MigPart(
                                plain(gpu.getMigChip()), gpu.getMigProfile(), gpu.getMigStart()))
                : spec;
    }

    static RunProto.Action.PartitionGpu encode(TimedAction.Act.PartitionGpu act) {
        return RunProto.Action.PartitionGpu.newBuilder()
                .setDevice(act.device())
                .addAllInstances(act.instances())
                .setTakesNs(act.takesNs())
                .build();
    }

    static TimedAction.Act.PartitionGpu decode(RunProto.Action.PartitionGpu act) {
        return new TimedAction.Act.PartitionGpu(
                act.getDevice(), List.copyOf(act.getInstancesList()), act.getTakesNs());
    }

    static RunProto.MigTally encode(MigTally tally) {
        return RunProto.MigTally.newBuilder()
                .setModel(tally.model())
                .setComputeSlices(tally.computeSlices())
                .setFreeComputeSlices(tally.freeComputeSlices())
                .setStrandedComputeSlices(tally.strandedComputeSlices())
                .setFreeMemorySlices(tally.freeMemorySlices())
                .setFreeSliceNs(tally.freeSliceNs())
                .setStrandedSliceNs(tally.strandedSliceNs())
                .setRepartitions(tally.repartitions())
                .setRefusedRepartitions(tally.refusedRepartitions())
                .build();
    }

    static MigTally decode(RunProto.MigTally tally) {
        return new MigTally(
                tally.getModel(),
                tally.getComputeSlices(),
                tally.getFreeComputeSlices(),
                tally.getStrandedComputeSlices(),
                tally.getFreeMemorySlices(),
                tally.getFreeSliceNs(),
                tally.getStrandedSliceNs(),
                tally.getRepartitions(),
                tally.getRefusedRepartitions());
    }

    private static GpuSpec plain(RunProto.Gpu gpu) {
        return new GpuSpec(
                gpu.getModel(),
                gpu.getMemoryMib(),
                gpu.getNode(),
                gpu.getTimesliceNs(),
                gpu.getContextSwitchNs(),
                gpu.getLaunchCpuNs(),
                gpu.getStartLatencyNs(),
                gpu.getCompletionNs(),
                gpu.getQueueDepth(),
                gpu.getSpeedPer1024(),
                sharing(gpu.getSharing()),
                wiring(gpu.getWiring()),
                new GpuSpec.GraphCost(gpu.getGraphNodeCpuNs(), gpu.getGraphStartLatencyNs()));
    }

    private static RunProto.GpuSharing sharing(GpuSharing sharing) {
        return RunProto.GpuSharing.newBuilder()
                .setTogether(sharing.mode() == GpuSharing.Mode.MPS)
                .setMaxClients(sharing.maxClients())
                .setOversubscribe(sharing.oversubscribe())
                .setThrashFactor(sharing.thrashFactor())
                .setComputePer1024(sharing.computePer1024())
                .setBandwidthPer1024(sharing.bandwidthPer1024())
                .build();
    }

    private static GpuSharing sharing(RunProto.GpuSharing sharing) {
        return new GpuSharing(
                sharing.getTogether() ? GpuSharing.Mode.MPS : GpuSharing.Mode.TIME_SLICE,
                sharing.getMaxClients(),
                sharing.getOversubscribe(),
                sharing.getThrashFactor(),
                sharing.getComputePer1024(),
                sharing.getBandwidthPer1024());
    }

    private static RunProto.GpuWiring wiring(GpuWiring wiring) {
        return RunProto.GpuWiring.newBuilder()
                .setChip(wiring.chip())
                .setNvlinkDomain(wiring.nvlinkDomain())
                .setHostBridge(wiring.hostBridge())
                .setSwitchTree(wiring.switchTree())
                .setPcieSwitch(wiring.pcieSwitch())
                .setPcieBytesPerSecond(wiring.pcieBytesPerSecond())
                .setNvlinkBytesPerSecond(wiring.nvlinkBytesPerSecond())
                .setCopyEngines(wiring.copyEngines())
                .setLatencyNs(wiring.latencyNs())
                .build();
    }

    private static GpuWiring wiring(RunProto.GpuWiring wiring) {
        return new GpuWiring(
                wiring.getChip(),
                wiring.getNvlinkDomain(),
                wiring.getHostBridge(),
                wiring.getSwitchTree(),
                wiring.getPcieSwitch(),
                wiring.getPcieBytesPerSecond(),
                wiring.getNvlinkBytesPerSecond(),
                wiring.getCopyEngines(),
                wiring.getLatencyNs());
    }

    static RunProto.Step.GpuOpen encode(Step.GpuOpen open) {
        return RunProto.Step.GpuOpen.newBuilder()
                .setDevice(open.device())
                .setMemoryMib(open.memoryMib())
                .setTimesliceNs(open.timesliceNs())
                .setInterleave(
                        switch (open.interleave()) {
                            case LOW -> RunProto.Step.Interleave.INTERLEAVE_LOW;
                            case MEDIUM -> RunProto.Step.Interleave.INTERLEAVE_MEDIUM;
                            case HIGH -> RunProto.Step.Interleave.INTERLEAVE_HIGH;
                        })
                .setThreadsPercent(open.threadsPercent())
                .setComputePercent(open.computePercent())
                .setBandwidthPercent(open.bandwidthPercent())
                .setSensitivityPercent(open.sensitivityPercent())
                .build();
    }

    static Step.GpuOpen decode(RunProto.Step.GpuOpen open) {
        return new Step.GpuOpen(
                open.getDevice(),
                open.getMemoryMib(),
                open.getTimesliceNs(),
                switch (open.getInterleave()) {
                    case INTERLEAVE_LOW -> Step.Interleave.LOW;
                    case INTERLEAVE_MEDIUM -> Step.Interleave.MEDIUM;
                    case INTERLEAVE_HIGH -> Step.Interleave.HIGH;
                    case INTERLEAVE_UNSPECIFIED, UNRECOGNIZED ->
                            throw Unknown.value("GPU interleave level");
                },
                open.getThreadsPercent(),
                open.getComputePercent(),
                open.getBandwidthPercent(),
                open.getSensitivityPercent());
    }

    static RunProto.Step.GpuCopy encode(Step.GpuCopy copy) {
        return RunProto.Step.GpuCopy.newBuilder()
                .setDevice(copy.device())
                .setStream(copy.stream())
                .setWay(
                        switch (copy.way()) {
                            case TO_DEVICE -> RunProto.Step.CopyWay.COPY_WAY_TO_DEVICE;
                            case TO_HOST -> RunProto.Step.CopyWay.COPY_WAY_TO_HOST;
                            case PEER -> RunProto.Step.CopyWay.COPY_WAY_PEER;
                        })
                .setBytes(StepCodec.encode(copy.bytes()))
                .setPinned(copy.pinned())
                .setPeer(copy.peer())
                .build();
    }

    static Step.GpuCopy decode(RunProto.Step.GpuCopy copy) {
        return new Step.GpuCopy(
                copy.getDevice(),
                copy.getStream(),
                switch (copy.getWay()) {
                    case COPY_WAY_TO_DEVICE -> Step.CopyWay.TO_DEVICE;
                    case COPY_WAY_TO_HOST -> Step.CopyWay.TO_HOST;
                    case COPY_WAY_PEER -> Step.CopyWay.PEER;
                    case COPY_WAY_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("GPU copy");
                },
                StepCodec.decode(copy.getBytes()),
                copy.getPinned(),
                copy.getPeer());
    }
}
