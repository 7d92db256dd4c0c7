package org.scxfleet.fleet;

import java.net.InetSocketAddress;

/**
 * A network address as users write it: {@code host:port}, or {@code [address]:port} for IPv6.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535; 0 lets the system choose when listening
 */
public record HostPort(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** Nobody but this machine can connect, and the system chooses the port. */
    public static final HostPort LOOPBACK_ANY_PORT = new HostPort("127.0.0.1", 0);

    public HostPort {
        if (host.isEmpty() || port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "'"
                            + host
                            + ":"
                            + port
                            + "' is no address; it must be host:port, port 0..65535");
        }
    }

    /**
     * @throws IllegalArgumentException if the text is no address; the message says what it must be
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        String port = text.substring(colon + 1);
        boolean digits = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (host.isEmpty() || !digits || port.length() > 5) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is no address; it must be host:port, for example 127.0.0.1:7070");
        }
        return new HostPort(host, Integer.parseInt(port));
    }

    static HostPort of(InetSocketAddress address) {
        return new HostPort(address.getHostString(), address.getPort());
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    public String text() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
