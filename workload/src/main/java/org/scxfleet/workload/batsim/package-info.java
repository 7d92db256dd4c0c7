/**
 * Workloads of Batsim, JSON: jobs, and profiles that say what they do.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.batsim.BatsimReader}.
 */
@NullMarked
package org.scxfleet.workload.batsim;

import org.jspecify.annotations.NullMarked;
