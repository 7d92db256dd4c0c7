/**
 * Training jobs whose speed was measured: steps per second by kind of GPU, kind of job and number
 * of GPUs, alone or beside another job on the same GPUs, on one node or spread over several (the
 * tables of Gavel, Narayanan et al., OSDI 2020); and batch sizes that change during training.
 *
 * <p>Knows no file and no policy. Start reading at {@link
 * org.scxfleet.cluster.throughput.StepWork}.
 */
@NullMarked
package org.scxfleet.cluster.throughput;

import org.jspecify.annotations.NullMarked;
