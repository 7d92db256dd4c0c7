/**
 * The files of Tiresias (Gu et al., NSDI 2019): a trace of jobs, the shape of a cluster, GPU times.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.tiresias.TiresiasReader}.
 */
@NullMarked
package org.scxfleet.workload.tiresias;

import org.jspecify.annotations.NullMarked;
