/**
 * Jobs over days and months: they arrive, wait, run, finish, fail and restart on the GPUs of a
 * cluster, in virtual time, each advancing by its own measure of work.
 *
 * <p>Knows no host, kernel, file or format, and no application: what a job achieves on given GPUs
 * is behind {@link org.scxfleet.cluster.simulation.Work}. Two engines: {@link
 * org.scxfleet.cluster.simulation.RoundSimulation} decides at the beginning of every round, {@link
 * org.scxfleet.cluster.simulation.EventSimulation} whenever something changes. Start reading at the
 * first; what comes out is a {@link org.scxfleet.cluster.simulation.SimulationOutcome}, whose
 * totals are checked.
 */
@NullMarked
package org.scxfleet.cluster.simulation;

import org.jspecify.annotations.NullMarked;
