/**
 * Topological CPU ids (cids) of Linux 7.3: a dense numbering of a host's CPUs in which a core, a
 * cache and a node are each a range, and masks over that numbering.
 *
 * <p>Knows nothing of tasks or schedulers. Start at {@link org.scxfleet.cid.CidMap}.
 */
@NullMarked
package org.scxfleet.cid;

import org.jspecify.annotations.NullMarked;
