package org.scxfleet.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.exec.RemotePort;
import org.scxfleet.sync.WaitQueue;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.Work;
import org.scxfleet.trace.TraceKind;

/**
 * The host's doors to other hosts: requests to services and their answers, and cluster-wide
 * meetings.
 *
 * <p>A request goes to the service's instances in turn. At the serving host it waits in the
 * endpoint's queue until a task receives it; a full queue answers at once, so that nobody waits for
 * ever. A meeting is counted at its root host: every member's arrival travels there, the release
 * travels back; the exchange of data delays the release: twice the data over the slowest link, or
 * what {@link CollectiveCost} says. Nobody goes on before the last one has come.
 */
final class Ports implements RemotePort {
    private final HostSpec spec;
    private final Host host;
    private final List<Inbox> inboxes = new ArrayList<>();
    private final List<Meeting> meetings = new ArrayList<>();
    private long sequence;
    private long refused;

    private static final class Inbox {
        final int limit;
        final Deque<Envelope> requests = new ArrayDeque<>();
        final WaitQueue servers = new WaitQueue();

        Inbox(int limit) {
            this.limit = limit;
        }
    }

    private static final class Meeting {
        final HostSpec.Collective spec;
        final WaitQueue local = new WaitQueue();

        /** On the root: arrivals of the present round and the largest payload. */
        int arrived;

        long bytes;
        long round;

        Meeting(HostSpec.Collective spec) {
            this.spec = spec;
        }
    }

    Ports(HostSpec spec, Host host) {
        this.spec = spec;
        this.host = host;
        for (HostSpec.Endpoint endpoint : spec.endpoints()) {
            inboxes.add(new Inbox(endpoint.queueLimit()));
        }
        for (HostSpec.Collective collective : spec.collectives()) {
            meetings.add(new Meeting(collective));
        }
    }

    int route(String service) {
        for (int i = 0; i < spec.routes().size(); i++) {
            if (spec.routes().get(i).service().equals(service)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "host " + spec.name() + " has no route to service '" + service + "'");
    }

    int endpoint(String service) {
        for (int i = 0; i < spec.endpoints().size(); i++) {
            if (spec.endpoints().get(i).service().equals(service)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "host " + spec.name() + " does not serve '" + service + "'");
    }

    int collective(String name) {
        for (int i = 0; i < spec.collectives().size(); i++) {
            if (spec.collectives().get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "host " + spec.name() + " is in no collective '" + name + "'");
    }

    long refusedRequests() {
        return refused;
    }

    @Override
    public void request(int route, Task task, long bytes) {
        HostSpec.Route target = spec.routes().get(route);
        HostSpec.Link link =
                target.instances()
                        .get(
                                Math.floorMod(
                                        task.work.turn++ + task.number, target.instances().size()));
        send(
                link,
                Envelope.Kind.REQUEST,
                target.number(),
                task.number,
                link.latencyNs(),
                link.bytesPerSecond(),
                link.delayNs(bytes));
    }

    @Override
    public boolean receive(int endpoint, Task task) {
        Inbox inbox = inboxes.get(endpoint);
        Envelope request = inbox.requests.poll();
        if (request == null) {
            inbox.servers.add(task);
            return false;
        }
        Work.Requester requester = task.work.requester();
        requester.host = request.source();
        requester.task = (int) request.b();
        requester.latencyNs = request.c();
        requester.bytesPerSecond = request.d();
        return true;
    }

    @Override
    public void reply(Task task, long bytes) {
        Work.Requester requester = task.work.requester();
        if (requester.host < 0) {
            return;
        }
        HostSpec.Link link =
                new HostSpec.Link(requester.host, requester.latencyNs, requester.bytesPerSecond);
        send(link, Envelope.Kind.REPLY, requester.task, 0, bytes, 0, link.delayNs(bytes));
        requester.host = -1;
    }

    @Override
    public boolean arrive(int collective, Task task, long bytes) {
        Meeting meeting = meetings.get(collective);
        meeting.local.add(task);
        if (meeting.spec.root() == spec.index()) {
            countArrival(meeting, bytes);
        } else {
            HostSpec.Link link = meeting.spec.links().getFirst();
            send(
                    link,
                    Envelope.Kind.COLLECTIVE_ARRIVE,
                    meeting.spec.number(),
                    0,
                    bytes,
                    0,
                    link.latencyNs());
        }
        return false;
    }

    private void countArrival(Meeting meeting, long bytes) {
        meeting.arrived++;
        meeting.bytes = Math.max(meeting.bytes, bytes);
        if (meeting.arrived < meeting.spec.members()) {
            return;
        }
        CollectiveCost cost = meeting.spec.cost();
        boolean overSlowestLink = cost.algorithm() == Step.Algorithm.NETWORK;
        long exchanged = overSlowestLink && meeting.spec.members() > 1 ? 2 * meeting.bytes : 0;
        long slowestNs = cost.durationNs(meeting.spec.members(), meeting.bytes);
        for (HostSpec.Link link : meeting.spec.links()) {
            slowestNs = Math.max(slowestNs, link.delayNs(exchanged));
        }
        meeting.arrived = 0;
        meeting.bytes = 0;
        meeting.round++;
        for (HostSpec.Link link : meeting.spec.links()) {
            send(
                    link,
                    Envelope.Kind.COLLECTIVE_RELEASE,
                    meeting.spec.number(),
                    meeting.round,
                    0,
                    0,
                    Math.max(slowestNs, link.latencyNs()));
        }
        host.deliverToSelf(
                new Envelope(
                        host.nowNs() + slowestNs,
                        spec.index(),
                        sequence++,
                        spec.index(),
                        Envelope.Kind.COLLECTIVE_RELEASE,
                        meeting.spec.number(),
                        meeting.round,
                        0,
                        0));
    }

    private void send(
            HostSpec.Link link, Envelope.Kind kind, long a, long b, long c, long d, long delayNs) {
        Envelope envelope =
                new Envelope(
                        host.nowNs() + delayNs,
                        spec.index(),
                        sequence++,
                        link.host(),
                        kind,
                        a,
                        b,
                        c,
                        d);
        host.record(TraceKind.SEND, link.host(), kind.ordinal());
        if (link.host() == spec.index()) {
            host.deliverToSelf(envelope);
        } else {
            host.send(envelope);
        }
    }

    /** A message arrives. */
    void deliver(Envelope envelope) {
        host.record(TraceKind.RECEIVE, envelope.source(), envelope.kind().ordinal());
        switch (envelope.kind()) {
            case REQUEST -> deliverRequest(envelope);
            case REPLY -> host.wake((int) envelope.a());
            case COLLECTIVE_ARRIVE -> countArrival(meeting(envelope.a()), envelope.c());
            case COLLECTIVE_RELEASE -> release(meeting(envelope.a()));
        }
    }

    private void deliverRequest(Envelope envelope) {
        Inbox inbox = inboxOf(envelope.a());
        if (inbox == null || inbox.requests.size() >= inbox.limit) {
            refused++;
            HostSpec.Link link = new HostSpec.Link(envelope.source(), envelope.c(), envelope.d());
            send(link, Envelope.Kind.REPLY, envelope.b(), 1, 0, 0, link.latencyNs());
            return;
        }
        inbox.requests.add(envelope);
        Task server = inbox.servers.poll();
        if (server != null) {
            host.wake(server.number);
        }
    }

    private @Nullable Inbox inboxOf(long service) {
        for (int i = 0; i < inboxes.size(); i++) {
            if (spec.endpoints().get(i).number() == service) {
                return inboxes.get(i);
            }
        }
        return null;
    }

    private Meeting meeting(long number) {
        for (Meeting meeting : meetings) {
            if (meeting.spec.number() == number) {
                return meeting;
            }
        }
        throw new IllegalStateException(
                "host " + spec.name() + " is in no collective number " + number);
    }

    private void release(Meeting meeting) {
        int count = meeting.local.size();
        for (int i = 0; i < count; i++) {
            Task task = meeting.local.poll();
            if (task != null) {
                host.wake(task.number);
            }
        }
    }
}
