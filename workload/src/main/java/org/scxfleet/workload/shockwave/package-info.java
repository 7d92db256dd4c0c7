/**
 * The published comparison of Shockwave (Zheng et al., NSDI 2023): which policies, which settings,
 * which results. Its traces are read by {@link org.scxfleet.workload.gavel.MeasuredTraceReader}.
 *
 * <p>Start reading at {@link org.scxfleet.workload.shockwave.ShockwaveStudy}.
 */
@NullMarked
package org.scxfleet.workload.shockwave;

import org.jspecify.annotations.NullMarked;
