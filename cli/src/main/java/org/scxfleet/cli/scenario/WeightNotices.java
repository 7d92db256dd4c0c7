package org.scxfleet.cli.scenario;

import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.policy.PolicyCatalog;

/**
 * Says which host groups do not carry on what the queues give: their scheduler has no op that hears
 * of a cgroup's weight.
 */
final class WeightNotices {
    private final SchedulerObjects objects;

    WeightNotices(SchedulerObjects objects) {
        this.objects = objects;
    }

    void addTo(List<Notice> notices, List<GroupDraft> groups) {
        for (GroupDraft group : groups) {
            SchedulerSpec scheduler = group.kernel.scheduler;
            if (!scheduler.isFair() && !hearsOfWeights(group, scheduler)) {
                notices.add(
                        new Notice(
                                "queue-weights-not-enforced",
                                "host group " + group.name,
                                group.count,
                                "scheduler " + scheduler.name(),
                                "the scheduler has no op for cgroup weights: queues share these"
                                        + " hosts' CPUs by placement alone"));
            }
        }
    }

    private boolean hearsOfWeights(GroupDraft group, SchedulerSpec scheduler) {
        if (scheduler.objectSha256().isEmpty()) {
            EnumSet<Op> ops =
                    new PolicyCatalog()
                            .entry(scheduler.name())
                            .factory()
                            .create(
                                    new SchedulerEnvironment(
                                            group.kernel.topology,
                                            new TreeMap<>(scheduler.options()),
                                            group.kernel.options.hz(),
                                            0))
                            .implemented();
            return ops.contains(Op.CGROUP_SET_WEIGHT);
        }
        return BpfSchedulerFactory.inspect(
                        scheduler.name(), objects.bytes(scheduler.objectSha256()))
                .ops()
                .contains(Op.CGROUP_SET_WEIGHT.kernelName());
    }
}
