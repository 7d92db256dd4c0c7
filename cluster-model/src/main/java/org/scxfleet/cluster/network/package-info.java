/**
 * How long a message takes between two hosts.
 *
 * <p>Knows latency and bandwidth of every pair of host groups; knows nothing of what is sent. Start
 * reading at {@link org.scxfleet.cluster.network.NetworkModel}.
 */
@NullMarked
package org.scxfleet.cluster.network;

import org.jspecify.annotations.NullMarked;
