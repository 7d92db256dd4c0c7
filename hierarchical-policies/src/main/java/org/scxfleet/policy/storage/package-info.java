/**
 * What schedulers keep per task and per cgroup: the counterpart of BPF maps and storage, in
 * primitive arrays that are indexed by task or cgroup number and grow with the largest number seen.
 *
 * <p>Nothing here is allocated in a steady state, and no order depends on hashing. Start at {@link
 * org.scxfleet.policy.storage.Tables}.
 */
@NullMarked
package org.scxfleet.policy.storage;

import org.jspecify.annotations.NullMarked;
