/**
 * What a run gave: figures of groups of hosts and tasks, as a table on the screen, as {@code
 * result.json} with tables beside it, and held against what the scenario expects.
 *
 * <p>Reads reports of hosts that have stopped; runs nothing. Start at {@link
 * org.scxfleet.cli.report.RunOutcome} (what comes in) and {@link
 * org.scxfleet.cli.report.RunFigures} (what is made of it).
 */
@NullMarked
package org.scxfleet.cli.report;

import org.jspecify.annotations.NullMarked;
