/**
 * The study of job-level policies: reads a trace in one of several formats, runs the policies that
 * fit it, compares with published figures, prints.
 *
 * <p>Knows files and output; what a policy does is in cluster-model. Start reading at {@link
 * org.scxfleet.cli.jobstudy.JobStudy}.
 */
@NullMarked
package org.scxfleet.cli.jobstudy;

import org.jspecify.annotations.NullMarked;
