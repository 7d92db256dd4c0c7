/**
 * Node processes that this program starts itself, on this machine, for one run: started, watched,
 * and never left behind.
 *
 * <p>Start at {@link org.scxfleet.coordinator.process.LocalFleet}.
 */
@NullMarked
package org.scxfleet.coordinator.process;

import org.jspecify.annotations.NullMarked;
