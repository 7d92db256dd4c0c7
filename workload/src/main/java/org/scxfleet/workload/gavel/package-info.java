/**
 * The files of Gavel (Narayanan et al., OSDI 2020): measured throughputs of kinds of jobs, alone
 * and beside each other, and traces of such jobs.
 *
 * <p>Knows the files, not what a policy makes of them. Start reading at {@link
 * org.scxfleet.workload.gavel.ThroughputReader}.
 */
@NullMarked
package org.scxfleet.workload.gavel;

import org.jspecify.annotations.NullMarked;
