/**
 * From a host's description to a host that runs: kernel, schedulers, guests.
 *
 * <p>The one place of the node that knows where schedulers come from. Knows nothing of actors and
 * transport. Start at {@link org.scxfleet.node.assembly.HostAssembly}.
 */
@NullMarked
package org.scxfleet.node.assembly;

import org.jspecify.annotations.NullMarked;
