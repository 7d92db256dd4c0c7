package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * The threads of a service: each takes the next request, works for it, and answers.
 *
 * @param service name under which clients call it
 * @param serviceNs CPU time of a request
 * @param replyBytes size of an answer
 */
public record RequestServers(Threads threads, String service, Amount serviceNs, long replyBytes)
        implements SyntheticWorkload {
    public static final int DEFAULT_SERVERS = 4;

    /** 0.2 to 2 ms. */
    public static final Amount DEFAULT_SERVICE_NS = new Amount.Uniform(200_000, 2_000_000);

    public static final long DEFAULT_REPLY_BYTES = 4_096;

    public RequestServers {
        Bounds.name("service", service);
        Bounds.time("serviceNs", serviceNs);
        Bounds.bytes("replyBytes", replyBytes);
    }

    public static RequestServers withDefaults(String name, String service) {
        return new RequestServers(
                Threads.of(name, DEFAULT_SERVERS),
                service,
                DEFAULT_SERVICE_NS,
                DEFAULT_REPLY_BYTES);
    }

    @Override
    public List<TaskSpec> tasks() {
        return List.of(
                threads.repeating(
                        new Step.Receive(service),
                        new Step.Compute(serviceNs),
                        new Step.Reply(Amount.of(replyBytes)),
                        new Step.Mark("")));
    }
}
