/**
 * Counters and histograms of a kernel's task groups and CPUs: primitives, filled by the event loop,
 * copied by the shells.
 *
 * <p>Knows nothing of the model. Start at {@link org.scxfleet.stats.GroupTally}.
 */
@NullMarked
package org.scxfleet.stats;

import org.jspecify.annotations.NullMarked;
