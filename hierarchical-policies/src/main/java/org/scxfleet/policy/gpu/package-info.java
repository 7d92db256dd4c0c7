/**
 * A policy that knows GPUs: which threads feed them, and where they hang.
 *
 * <p>Must not know how the host model runs a GPU; it sees {@link org.scxfleet.ops.GpuView} only.
 * Start at {@link org.scxfleet.policy.gpu.GpuAwareScheduler}.
 */
@NullMarked
package org.scxfleet.policy.gpu;

import org.jspecify.annotations.NullMarked;
