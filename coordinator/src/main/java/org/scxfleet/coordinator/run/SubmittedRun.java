package org.scxfleet.coordinator.run;

import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.fleet.SchedulerObjects;

/** A run as a client hands it in. */
public record SubmittedRun(RunSpec spec, SchedulerObjects objects) {}
