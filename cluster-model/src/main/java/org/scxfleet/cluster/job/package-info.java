/**
 * What users bring to a cluster: pods, the jobs they form, and the queues that jobs wait in.
 *
 * <p>All types are immutable records, checked where they are made. Knows nothing of nodes, of
 * placement or of a job's progress. Start reading at {@link org.scxfleet.cluster.job.Job}.
 */
@NullMarked
package org.scxfleet.cluster.job;

import org.jspecify.annotations.NullMarked;
