package org.scxfleet.cli.jobstudy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.simulation.EventPolicy;
import org.scxfleet.cluster.simulation.EventSettings;
import org.scxfleet.cluster.simulation.EventSimulation;
import org.scxfleet.cluster.simulation.SlotNode;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.azure.AzureReader;
import org.scxfleet.workload.batsim.BatsimReader;
import org.scxfleet.workload.gwf.GwfReader;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.openb.OpenbNodeList;
import org.scxfleet.workload.openb.OpenbReader;
import org.scxfleet.workload.openb.OpenbTimedReader;
import org.scxfleet.workload.swf.SwfReader;
import org.scxfleet.workload.tiresias.TiresiasReader;

/** Studies of traces that say how long each job ran: decisions are taken at events. */
final class TimedStudy {
    private static final long NS_PER_HOUR = 3_600_000_000_000L;

    private final StudyFormat format;
    private final StudyOptions options;
    private final List<Notice> notices;

    /** A trace and the cluster for it. */
    private record Input(JobTrace trace, List<SlotNode> nodes) {}

    TimedStudy(StudyFormat format, StudyOptions options, List<Notice> notices) {
        this.format = format;
        this.options = options;
        this.notices = notices;
    }

    List<StudyRow> rows() {
        List<EventPolicy> policies =
                PolicyChoice.of(format, options, EventPolicy.values(), EventPolicy::officialName);
        Input input = input();
        notices.addAll(input.trace().notices());
        int slots = input.nodes().stream().mapToInt(SlotNode::slots).sum();
        List<StudyRow> rows = new ArrayList<>();
        for (EventPolicy policy : policies) {
            EventSettings settings = EventSettings.of(policy);
            if (options.gpuFailureHours() > 0) {
                settings =
                        settings.failing(options.gpuFailureHours() * NS_PER_HOUR, options.seed());
            }
            rows.add(
                    new StudyRow(
                            "",
                            String.valueOf(options.jobs().getFileName()),
                            policy.officialName(),
                            slots,
                            EventSimulation.run(settings, input.nodes(), input.trace().jobs())));
        }
        return rows;
    }

    private Input input() {
        return switch (format) {
            case TIRESIAS ->
                    new Input(
                            StudyFiles.read(options.jobs(), TiresiasReader::readJobs),
                            options.nodeList() == null
                                    ? nodes(0)
                                    : StudyFiles.read(
                                            options.nodeList(), TiresiasReader::readCluster));
            case OPENB ->
                    new Input(
                            StudyFiles.read(options.jobs(), OpenbTimedReader::read), openbNodes());
            case SWF -> new Input(StudyFiles.read(options.jobs(), SwfReader::read), nodes(0));
            case GWF -> new Input(StudyFiles.read(options.jobs(), GwfReader::read), nodes(0));
            case BATSIM -> {
                BatsimReader.Workload workload =
                        StudyFiles.read(options.jobs(), BatsimReader::read);
                yield new Input(workload.trace(), nodes(workload.resources()));
            }
            case AZURE ->
                    new Input(StudyFiles.read(options.jobs(), AzureReader::readMachines), nodes(0));
            case POLLUX, SHOCKWAVE, GAVEL, PHILLY ->
                    throw new IllegalStateException(format + " is no trace of durations");
        };
    }

    private List<SlotNode> openbNodes() {
        Path list = options.nodeList();
        if (list == null) {
            return nodes(0);
        }
        OpenbNodeList nodes = StudyFiles.read(list, OpenbReader::readNodes);
        notices.addAll(nodes.notices());
        return OpenbTimedReader.slots(nodes.nodes());
    }

    /**
     * The nodes that the user gives.
     *
     * @param singles nodes with one slot each that the trace was made for, 0 if it does not say
     */
    private List<SlotNode> nodes(int singles) {
        if (options.nodes() == 0 && options.gpusPerNode() == 0 && singles > 0) {
            return SlotNode.uniform(singles, 1);
        }
        if (options.nodes() == 0 || options.gpusPerNode() == 0) {
            throw new IllegalArgumentException(
                    "format "
                            + format.label()
                            + " needs --nodes N and --gpus-per-node N"
                            + (format == StudyFormat.TIRESIAS || format == StudyFormat.OPENB
                                    ? ", or --node-list FILE"
                                    : ""));
        }
        if (options.gpusPerNode() > SlotNode.SLOTS_MAX) {
            throw new IllegalArgumentException(
                    "--gpus-per-node "
                            + options.gpusPerNode()
                            + " is outside 1.."
                            + SlotNode.SLOTS_MAX);
        }
        return SlotNode.uniform(options.nodes(), options.gpusPerNode());
    }
}
