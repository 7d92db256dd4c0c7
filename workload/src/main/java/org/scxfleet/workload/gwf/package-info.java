/**
 * The Grid Workload Format of the Grid Workloads Archive, as CSV.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.gwf.GwfReader}.
 */
@NullMarked
package org.scxfleet.workload.gwf;

import org.jspecify.annotations.NullMarked;
