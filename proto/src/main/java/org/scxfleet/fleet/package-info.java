/**
 * What the coordinator of a run and the processes that carry its hosts owe each other, in Java: one
 * contract, {@link org.scxfleet.fleet.FleetNode}, with two carriers, memory and gRPC.
 *
 * <p>The two sides never see each other's module, only this. Also here because both need it: the
 * limits of what is sent, the identity of a build, the kinds of failure. Knows no generated type,
 * connection or actor. Start at {@link org.scxfleet.fleet.FleetNode}.
 */
@NullMarked
package org.scxfleet.fleet;

import org.jspecify.annotations.NullMarked;
