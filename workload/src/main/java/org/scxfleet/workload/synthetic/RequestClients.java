package org.scxfleet.workload.synthetic;

import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Clients of a service, open loop: requests fall due at random times whether or not the answer to
 * the last one is there.
 *
 * <p>Each client has a Poisson stream of its own, kept by an absolute timer. While it waits for an
 * answer it can not send; what fell due meanwhile is sent at once afterwards, and the response time
 * counts from when it fell due. So waiting shows in the response times instead of thinning out the
 * load, which is the fault of closed-loop generators. Take several clients to have several requests
 * under way.
 *
 * @param service name of the service
 * @param meanArrivalNs mean time between two requests of one client
 * @param workNs CPU time for preparing a request
 * @param requestBytes size of a request
 */
public record RequestClients(
        Threads threads, String service, long meanArrivalNs, Amount workNs, long requestBytes)
        implements SyntheticWorkload {
    public static final int DEFAULT_CLIENTS = 4;
    public static final long DEFAULT_MEAN_ARRIVAL_NS = 10_000_000;
    public static final long DEFAULT_WORK_NS = 20_000;
    public static final long DEFAULT_REQUEST_BYTES = 512;

    /** Timer of the arrivals. */
    static final String ARRIVAL = "arrival";

    public RequestClients {
        Bounds.name("service", service);
        Bounds.time("meanArrivalNs", meanArrivalNs);
        Bounds.time("workNs", workNs);
        Bounds.bytes("requestBytes", requestBytes);
    }

    public static RequestClients withDefaults(String name, String service) {
        return new RequestClients(
                Threads.of(name, DEFAULT_CLIENTS),
                service,
                DEFAULT_MEAN_ARRIVAL_NS,
                Amount.of(DEFAULT_WORK_NS),
                DEFAULT_REQUEST_BYTES);
    }

    @Override
    public List<TaskSpec> tasks() {
        return List.of(
                threads.repeating(
                        new Step.Timer(ARRIVAL, new Amount.Exponential(meanArrivalNs), true, false),
                        new Step.Compute(workNs),
                        new Step.Request(service, Amount.of(requestBytes)),
                        new Step.Mark(ARRIVAL)));
    }
}
