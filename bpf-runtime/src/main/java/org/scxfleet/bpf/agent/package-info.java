/**
 * User-space halves of schedulers: what a loader's process goes on doing while its scheduler runs.
 *
 * <p>A half reads and writes its object's maps and variables as the process does, through {@link
 * org.scxfleet.bpf.agent.ObjectView}, and acts as threads of the emulated host. It knows nothing of
 * files, sockets or real time. Start reading at {@link org.scxfleet.bpf.agent.UserspaceAgent}.
 */
@NullMarked
package org.scxfleet.bpf.agent;

import org.jspecify.annotations.NullMarked;
