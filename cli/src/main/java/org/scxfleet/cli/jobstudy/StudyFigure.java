package org.scxfleet.cli.jobstudy;

import org.scxfleet.cluster.simulation.SimulationOutcome;

/** What is compared. */
public enum StudyFigure {
    MEAN_COMPLETION("mean_jct_s") {
        @Override
        double of(SimulationOutcome outcome) {
            return outcome.meanCompletionSeconds();
        }
    },
    MAKESPAN("makespan_s") {
        @Override
        double of(SimulationOutcome outcome) {
            return outcome.makespanSeconds();
        }
    };

    private final String officialName;

    StudyFigure(String officialName) {
        this.officialName = officialName;
    }

    String officialName() {
        return officialName;
    }

    abstract double of(SimulationOutcome outcome);
}
