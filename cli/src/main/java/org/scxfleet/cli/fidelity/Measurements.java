package org.scxfleet.cli.fidelity;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import org.scxfleet.workload.measured.GroupHistograms;
import org.scxfleet.workload.measured.GroupKey;
import org.scxfleet.workload.measured.GroupSummary;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.RunFigures;
import org.scxfleet.workload.measured.TaskFigures;

/**
 * A folder of measurements, read.
 *
 * @param cases those that were asked for, by name
 * @param workloads one case of each workload of the folder, for faults, which name workloads only
 * @param tasks of the workloads, of each repetition; empty if the folder does not tell
 * @param faults those that were asked for, in the order of the file
 */
public record Measurements(
        List<MeasuredCase> cases,
        SequencedMap<String, MeasuredCase> workloads,
        SequencedMap<GroupKey, GroupSummary> summaries,
        SequencedMap<GroupKey, GroupHistograms> histograms,
        SequencedMap<String, List<RunFigures>> runs,
        SequencedMap<GroupKey, List<TaskFigures>> tasks,
        List<MeasuredFault> faults) {
    public Measurements {
        cases = List.copyOf(cases);
        workloads = Collections.unmodifiableSequencedMap(workloads);
        summaries = Collections.unmodifiableSequencedMap(summaries);
        histograms = Collections.unmodifiableSequencedMap(histograms);
        runs = Collections.unmodifiableSequencedMap(runs);
        tasks = Collections.unmodifiableSequencedMap(tasks);
        faults = List.copyOf(faults);
    }
}
