/**
 * Loader profiles: what a BPF scheduler's user-space half would set before it attaches, as data.
 *
 * <p>A profile arrives as a tree of maps, lists, numbers and texts, however it was written down.
 * Nothing here knows files, objects or hosts. Start reading at {@link
 * org.scxfleet.bpf.profile.LoaderProfile}.
 */
@NullMarked
package org.scxfleet.bpf.profile;

import org.jspecify.annotations.NullMarked;
