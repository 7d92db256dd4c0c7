/**
 * The Standard Workload Format of the Parallel Workloads Archive: 18 fields for each job.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.swf.SwfReader}.
 */
@NullMarked
package org.scxfleet.workload.swf;

import org.jspecify.annotations.NullMarked;
