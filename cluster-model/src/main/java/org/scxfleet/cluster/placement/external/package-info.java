/**
 * Placement that somebody outside the program decides: the question and the answer, what makes an
 * answer usable, the log of all answers, and a run that repeats them from the log.
 *
 * <p>Knows nothing of processes, connections or clocks; whoever asks implements {@link
 * org.scxfleet.cluster.placement.external.PlacementOracle}. Start reading at {@link
 * org.scxfleet.cluster.placement.external.AskedPlacement}.
 */
@NullMarked
package org.scxfleet.cluster.placement.external;

import org.jspecify.annotations.NullMarked;
