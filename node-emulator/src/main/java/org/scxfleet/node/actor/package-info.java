/**
 * The actors of one process of the fleet: one for each host, and one for the process, which turns a
 * granted window into messages to the hosts that have something to do in it.
 *
 * <p>An actor decodes, calls the model, encodes and counts; it decides nothing about scheduling,
 * time or placement. The only package of the module that knows Pekko. Start at {@link
 * org.scxfleet.node.actor.NodeEmulator}.
 */
@NullMarked
package org.scxfleet.node.actor;

import org.jspecify.annotations.NullMarked;
