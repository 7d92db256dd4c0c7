package org.scxfleet.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.host.HostSpec;

/** A process of the fleet died or can no longer be reached, and with it the hosts it carried. */
public final class ProcessLostException extends EnvironmentException {
    private static final long serialVersionUID = 1;

    private final String process;
    private final transient List<HostSpec> hosts;

    /**
     * @param process name and address
     * @param hosts that it carried
     * @param reason what was seen
     */
    public ProcessLostException(
            String process, List<HostSpec> hosts, String reason, @Nullable Throwable cause) {
        super("lost " + process + " (" + reason + ")" + carried(hosts), cause);
        this.process = process;
        this.hosts = List.copyOf(hosts);
    }

    /** Name and address of the process. */
    public String process() {
        return process;
    }

    /** The hosts that it carried. */
    public List<HostSpec> hosts() {
        return hosts;
    }

    private static String carried(List<HostSpec> hosts) {
        if (hosts.isEmpty()) {
            return "; it carried no host yet";
        }
        String first = hosts.getFirst().name();
        return hosts.size() == 1
                ? "; it carried host " + first
                : "; it carried "
                        + hosts.size()
                        + " hosts, "
                        + first
                        + " to "
                        + hosts.getLast().name();
    }
}
