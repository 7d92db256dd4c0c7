package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.fidelity.FidelityReport.NotApplicable;
import org.scxfleet.workload.measured.MeasuredCase;

/**
 * Compares measurements with a second measurement of the same cases, by the rules that hold for the
 * model.
 *
 * <p>The kernel does not always agree with itself: where some tasks happened to sleep before a case
 * began decides the shares of a fair class that then moves nobody. A figure in which the kernel
 * measured twice differs says nothing against a model that differs there too. Faults are left out:
 * a second measurement holds cases only.
 */
public final class RepeatStudy {
    private static final String NOT_AGAIN = "not measured again";

    private RepeatStudy() {}

    /** The verdicts on all cases that both folders have. */
    public static FidelityReport run(Measurements first, Measurements second) {
        List<String> again = second.cases().stream().map(MeasuredCase::name).toList();
        List<CaseVerdict> verdicts = new ArrayList<>();
        List<NotApplicable> notApplicable = new ArrayList<>();
        for (MeasuredCase one : first.cases()) {
            if (again.contains(one.name())) {
                verdicts.add(judge(first, second, one));
            } else {
                notApplicable.add(new NotApplicable(one.name(), one.scheduler().text(), NOT_AGAIN));
            }
        }
        return new FidelityReport(verdicts, notApplicable);
    }

    private static CaseVerdict judge(Measurements first, Measurements second, MeasuredCase one) {
        return new CaseJudge(
                        first,
                        one,
                        groups ->
                                GroupFigures.Emulated.again(
                                        GroupFigures.Measured.of(second, one.name(), groups)))
                .judge();
    }
}
