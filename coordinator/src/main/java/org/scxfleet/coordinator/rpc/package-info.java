/**
 * The coordinator's two doors: out to the processes of a fleet ({@link
 * org.scxfleet.coordinator.rpc.RemoteNode}), and in for clients that hand in runs ({@link
 * org.scxfleet.coordinator.rpc.CoordinatorServer}; {@link
 * org.scxfleet.coordinator.rpc.RemoteCoordinator} is the client's side of it).
 *
 * <p>Translates between calls and messages; decides nothing about a run.
 */
@NullMarked
package org.scxfleet.coordinator.rpc;

import org.jspecify.annotations.NullMarked;
