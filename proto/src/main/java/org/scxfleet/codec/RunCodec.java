package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.placement.external.LoggedDecision;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.v1.RunProto;

/** A run as submitted. */
public final class RunCodec {
    private RunCodec() {}

    public static RunProto.Run encode(RunSpec run) {
        TableWriter tables = new TableWriter();
        RunProto.Run.Builder out =
                RunProto.Run.newBuilder()
                        .setName(run.name())
                        .setSeed(run.seed())
                        .setEndNs(run.endNs())
                        .setDefaultLink(encode(run.defaultLink()))
                        .setControlLatencyNs(run.controlLatencyNs())
                        .setPlacement(run.placement());
        run.groups().forEach(group -> out.addGroups(encode(group, tables)));
        run.links().forEach(link -> out.addLinks(encode(link)));
        run.pods().forEach(pod -> out.addPods(encode(pod, tables)));
        out.addAllExplained(run.explained());
        run.decisions().forEach(decision -> out.addDecisions(encode(decision)));
        if (!run.queued().equals(QueuedWork.NONE)) {
            out.setQueued(QueueCodec.encode(run.queued(), tables));
        }
        return out.setTables(tables.build()).build();
    }

    public static RunSpec decode(RunProto.Run encoded) {
        TableReader tables = new TableReader(encoded.getTables());
        List<RunSpec.HostGroup> groups = new ArrayList<>(encoded.getGroupsCount());
        encoded.getGroupsList().forEach(group -> groups.add(decode(group, tables)));
        List<RunSpec.GroupLink> links = new ArrayList<>(encoded.getLinksCount());
        encoded.getLinksList().forEach(link -> links.add(decode(link)));
        List<RunSpec.PodWork> pods = new ArrayList<>(encoded.getPodsCount());
        encoded.getPodsList().forEach(pod -> pods.add(decode(pod, tables)));
        return new RunSpec(
                encoded.getName(),
                encoded.getSeed(),
                encoded.getEndNs(),
                groups,
                links,
                decode(encoded.getDefaultLink()),
                encoded.getControlLatencyNs(),
                encoded.getPlacement(),
                pods,
                encoded.hasQueued()
                        ? QueueCodec.decode(encoded.getQueued(), tables)
                        : QueuedWork.NONE,
                List.copyOf(encoded.getExplainedList()),
                encoded.getDecisionsList().stream().map(RunCodec::decode).toList());
    }

    private static RunProto.LoggedDecision encode(LoggedDecision decision) {
        PodRequest request = decision.request();
        return RunProto.LoggedDecision.newBuilder()
                .setCpuMilli(request.cpuMilli())
                .setMemoryMib(request.memoryMib())
                .setGpus(request.gpuCount())
                .setGpuMilli(request.gpuMilli())
                .addAllGpuModels(request.gpuModels())
                .setNode(decision.node())
                .setDevices(decision.devices())
                .setFallback(decision.fallback())
                .setReason(decision.reason())
                .build();
    }

    private static LoggedDecision decode(RunProto.LoggedDecision decision) {
        return new LoggedDecision(
                new PodRequest(
                        decision.getCpuMilli(),
                        decision.getMemoryMib(),
                        decision.getGpus(),
                        decision.getGpuMilli(),
                        List.copyOf(decision.getGpuModelsList())),
                decision.getNode(),
                decision.getDevices(),
                decision.getFallback(),
                decision.getReason());
    }

    private static RunProto.HostGroup encode(RunSpec.HostGroup group, TableWriter tables) {
        RunProto.HostGroup.Builder out =
                RunProto.HostGroup.newBuilder()
                        .setName(group.name())
                        .addAllHostNames(group.hostNames())
                        .setMemoryMib(group.memoryMib())
                        .setKernel(tables.kernel(group.kernel()))
                        .setSpreadTicks(group.spreadTicks())
                        .setNvlinkHosts(group.fabric().nvlinkHosts())
                        .setRackHosts(group.fabric().rackHosts());
        group.guests().forEach(guest -> out.addGuests(tables.guest(guest)));
        return out.build();
    }

    private static RunSpec.HostGroup decode(RunProto.HostGroup group, TableReader tables) {
        return new RunSpec.HostGroup(
                group.getName(),
                List.copyOf(group.getHostNamesList()),
                group.getMemoryMib(),
                tables.kernel(group.getKernel()),
                tables.guests(group.getGuestsList()),
                group.getSpreadTicks(),
                new RunSpec.Fabric(group.getNvlinkHosts(), group.getRackHosts()));
    }

    private static RunProto.Link encode(RunSpec.LinkSpec link) {
        return RunProto.Link.newBuilder()
                .setLatencyNs(link.latencyNs())
                .setBytesPerSecond(link.bytesPerSecond())
                .build();
    }

    private static RunSpec.LinkSpec decode(RunProto.Link link) {
        return new RunSpec.LinkSpec(link.getLatencyNs(), link.getBytesPerSecond());
    }

    private static RunProto.GroupLink encode(RunSpec.GroupLink link) {
        return RunProto.GroupLink.newBuilder()
                .setFrom(link.from())
                .setTo(link.to())
                .setLink(encode(link.link()))
                .build();
    }

    private static RunSpec.GroupLink decode(RunProto.GroupLink link) {
        return new RunSpec.GroupLink(link.getFrom(), link.getTo(), decode(link.getLink()));
    }

    private static RunProto.Pod encode(RunSpec.PodWork pod, TableWriter tables) {
        RunProto.Pod.Builder out =
                RunProto.Pod.newBuilder()
                        .setName(pod.name())
                        .setCpuMilli(pod.cpuMilli())
                        .setMemoryMib(pod.memoryMib())
                        .setGpus(pod.gpus())
                        .setGpuMilli(pod.gpuMilli())
                        .addAllGpuModels(pod.gpuModels())
                        .setQuality(pod.quality())
                        .setCgroupWeight(pod.cgroupWeight());
        pod.tasks().forEach(task -> out.addTasks(tables.task(task)));
        return out.build();
    }

    private static RunSpec.PodWork decode(RunProto.Pod pod, TableReader tables) {
        return new RunSpec.PodWork(
                pod.getName(),
                pod.getCpuMilli(),
                pod.getMemoryMib(),
                pod.getGpus(),
                pod.getGpuMilli(),
                List.copyOf(pod.getGpuModelsList()),
                pod.getQuality(),
                pod.getCgroupWeight(),
                tables.tasks(pod.getTasksList()));
    }
}
