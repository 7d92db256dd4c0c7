package org.scxfleet.cli.fidelity;

import java.util.List;

/** What a study found. */
public record FidelityReport(List<CaseVerdict> cases, List<NotApplicable> notApplicable) {
    public FidelityReport {
        cases = List.copyOf(cases);
        notApplicable = List.copyOf(notApplicable);
    }

    /** A case that can not be replayed. */
    public record NotApplicable(String name, String scheduler, String why) {}

    /** Cases of which every compared figure agrees. */
    public long agree() {
        return cases.stream().filter(CaseVerdict::agrees).count();
    }

    public int total() {
        return cases.size();
    }
}
