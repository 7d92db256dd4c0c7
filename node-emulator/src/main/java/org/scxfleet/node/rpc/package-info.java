/**
 * The gRPC door of one process of the fleet: translates requests of a coordinator into calls of the
 * emulator, and its answers back.
 *
 * <p>Knows generated messages, never a host. Start at {@link org.scxfleet.node.rpc.NodeServer}.
 */
@NullMarked
package org.scxfleet.node.rpc;

import org.jspecify.annotations.NullMarked;
