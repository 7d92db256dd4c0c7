/**
 * Submitted runs: one actor for each, and one that lets them run in turn.
 *
 * <p>The actors keep the state that clients ask for; a run itself is carried out by a {@link
 * org.scxfleet.coordinator.run.RunExecution} in a thread of its own. The only package of the module
 * that knows Pekko. Start at {@link org.scxfleet.coordinator.actor.RunQueue}.
 */
@NullMarked
package org.scxfleet.coordinator.actor;

import org.jspecify.annotations.NullMarked;
