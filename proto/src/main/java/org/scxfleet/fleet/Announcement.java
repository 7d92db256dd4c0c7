package org.scxfleet.fleet;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The one line that a server process prints on standard output when it listens. Whoever started it
 * with port 0 learns the port from it.
 */
public final class Announcement {
    private static final String LISTENS = " listens on ";

    private Announcement() {}

    /**
     * @param what for example {@code scxfleet node}
     */
    public static String line(String what, InetSocketAddress address) {
        return what + LISTENS + HostPort.of(address).text();
    }

    /** The address in an announcement, or null if the line is none. */
    public static @Nullable HostPort address(String line) {
        int at = line.indexOf(LISTENS);
        return at < 0 ? null : HostPort.parse(line.substring(at + LISTENS.length()).strip());
    }
}
