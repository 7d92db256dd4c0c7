/**
 * Cgroups with the cpu controller: the tree, weights, bandwidth limits.
 *
 * <p>Knows tasks only by number. Start at {@link org.scxfleet.cgroup.CgroupTree}.
 */
@NullMarked
package org.scxfleet.cgroup;

import org.jspecify.annotations.NullMarked;
