/**
 * Measurements of a real kernel: cases (machine, scheduler, workload) and the figures that belong
 * to them.
 *
 * <p>Reads streams handed in; knows neither folders nor tolerances. A case file holds its workload
 * in the {@code lab} dialect of rt-app; the figures come from CSV tables keyed by case and task
 * group. Start at {@link org.scxfleet.workload.measured.MeasuredCaseReader} and {@link
 * org.scxfleet.workload.measured.MeasuredFigures}.
 */
@NullMarked
package org.scxfleet.workload.measured;

import org.jspecify.annotations.NullMarked;
