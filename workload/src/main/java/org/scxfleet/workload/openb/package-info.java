/**
 * The openb GPU cluster trace (Alibaba, 2023): its nodes, its pods, the published figures of the
 * placement study on it, and clusters like it from a seed.
 *
 * <p>Reads streams handed to it; a compressed file is unpacked by whoever opens it. Knows what the
 * columns mean and nothing of what pods do. Start at {@link
 * org.scxfleet.workload.openb.OpenbReader}.
 */
@NullMarked
package org.scxfleet.workload.openb;

import org.jspecify.annotations.NullMarked;
