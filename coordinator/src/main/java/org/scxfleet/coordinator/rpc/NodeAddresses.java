package org.scxfleet.coordinator.rpc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;

/**
 * Where the nodes of a fleet are: addresses, and names that stand for every address the name
 * service has for them when a run begins (a headless service of Kubernetes).
 */
public final class NodeAddresses {
    private static final String LOOKED_UP = "dns:";

    private final List<Entry> entries;

    /**
     * As a user wrote it.
     *
     * @param lookedUp whether the host is a name that stands for all its addresses
     */
    public record Entry(HostPort address, boolean lookedUp) {
        /**
         * @throws IllegalArgumentException if the text is neither an address nor {@code
         *     dns:name:port}
         */
        public static Entry parse(String text) {
            boolean lookedUp = text.startsWith(LOOKED_UP);
            String address = lookedUp ? text.substring(LOOKED_UP.length()) : text;
            return new Entry(HostPort.parse(address), lookedUp);
        }
    }

    private NodeAddresses(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public static NodeAddresses of(List<Entry> entries) {
        return new NodeAddresses(entries);
    }

    /** These and no others. */
    public static NodeAddresses listed(List<HostPort> addresses) {
        return new NodeAddresses(addresses.stream().map(a -> new Entry(a, false)).toList());
    }

    /**
     * The addresses now, in the order given; those of one name in ascending order.
     *
     * @throws EnvironmentException if a name has no address
     */
    List<HostPort> lookUp() {
        List<HostPort> all = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.lookedUp()) {
                all.addAll(addressesOf(entry.address()));
            } else {
                all.add(entry.address());
            }
        }
        return all;
    }

    private static List<HostPort> addressesOf(HostPort name) {
        try {
            List<InetAddress> found =
                    new ArrayList<>(List.of(InetAddress.getAllByName(name.host())));
            found.sort(Comparator.comparing(InetAddress::getAddress, NodeAddresses::compare));
            return found.stream()
                    .map(address -> new HostPort(address.getHostAddress(), name.port()))
                    .toList();
        } catch (UnknownHostException e) {
            throw new EnvironmentException(
                    "no node is known under the name "
                            + name.host()
                            + " (the name service has no address for it)",
                    e);
        }
    }

    /** IPv4 before IPv6, then by value. */
    private static int compare(byte[] a, byte[] b) {
        return a.length != b.length
                ? Integer.compare(a.length, b.length)
                : Arrays.compareUnsigned(a, b);
    }
}
