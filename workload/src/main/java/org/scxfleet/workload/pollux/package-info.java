/**
 * The workloads and measured profiles that came with Pollux (Qiao et al., OSDI 2021), as the
 * dataset folder of the same name holds them: one table of jobs, and for each application step
 * times by placement and training runs by batch size.
 *
 * <p>Knows the files, not what a policy makes of them. Start reading at {@link
 * org.scxfleet.workload.pollux.PolluxJobReader}.
 */
@NullMarked
package org.scxfleet.workload.pollux;

import org.jspecify.annotations.NullMarked;
