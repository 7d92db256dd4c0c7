/**
 * A run as submitted: the hosts, the work to place on them, the network, and the plan that
 * placement makes of it.
 *
 * <p>Files and formats are behind it (the workload module has read them); messages and processes
 * are ahead of it. Start at {@link org.scxfleet.cluster.run.RunSpec}.
 */
@NullMarked
package org.scxfleet.cluster.run;

import org.jspecify.annotations.NullMarked;
