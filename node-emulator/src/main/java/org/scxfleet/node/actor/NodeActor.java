package org.scxfleet.node.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.trace.TraceSink;

/**
 * One process: keeps the table of its hosts, tells a window to those that have something to do in
 * it, gathers their answers and gives one answer, in the order of the hosts.
 *
 * <p>One request is under way at a time. A host is told of a window if it has an event or a message
 * below its bound, or if the bound is the end of the run (so that every host is accounted for up to
 * there). It is told once per window, because a message between actors costs as much as several
 * events. Messages between two hosts of the process stay here.
 */
final class NodeActor extends AbstractBehavior<NodeActor.Command> {
    sealed interface Command permits Request, HostReply {}

    /** What the process is asked to do; each is answered through its future. */
    sealed interface Request extends Command {
        void fail(Throwable failure);

        record Load(
                String run,
                List<HostSpec> hosts,
                HostAssembly assembly,
                RunTraces traces,
                CompletableFuture<long[]> reply)
                implements Request {
            @Override
            public void fail(Throwable failure) {
                reply.completeExceptionally(failure);
            }
        }

        record Advance(WindowGrant grant, CompletableFuture<WindowReport> reply)
                implements Request {
            @Override
            public void fail(Throwable failure) {
                reply.completeExceptionally(failure);
            }
        }

        record Collect(CompletableFuture<List<HostReport>> reply) implements Request {
            @Override
            public void fail(Throwable failure) {
                reply.completeExceptionally(failure);
            }
        }
    }

    /** Answers of the hosts; the slot is the position of the host within the node. */
    sealed interface HostReply extends Command {
        record Assembled(int slot, long nextEventNs) implements HostReply {}

        record Advanced(int slot, long nextEventNs, List<Envelope> messages) implements HostReply {}

        record Reported(int slot, HostReport report) implements HostReply {}

        record Failed(int slot, FleetException failure) implements HostReply {}
    }

    private final NodeWatch watch;
    private final List<ActorRef<HostActor.Command>> actors = new ArrayList<>();
    private HostTable hosts = new HostTable(List.of());
    private @Nullable Request underWay;
    private int awaited;
    private @Nullable FleetException failure;

    /** Wall time of the present window's grant, and of the end of the window before. */
    private long grantedAtNs;

    private long windowAtNs;

    /** Reports gathered so far, by slot. */
    private @Nullable HostReport[] reports = {};

    static Behavior<Command> create(NodeWatch watch) {
        return Behaviors.setup(context -> new NodeActor(context, watch));
    }

    private NodeActor(ActorContext<Command> context, NodeWatch watch) {
        super(context);
        this.watch = watch;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Request.Load.class, this::onLoad)
                .onMessage(Request.Advance.class, this::onAdvance)
                .onMessage(Request.Collect.class, this::onCollect)
                .onMessage(HostReply.Assembled.class, this::onAssembled)
                .onMessage(HostReply.Advanced.class, this::onAdvanced)
                .onMessage(HostReply.Reported.class, this::onReported)
                .onMessage(HostReply.Failed.class, this::onFailed)
                .onSignal(PostStop.class, signal -> onStop())
                .build();
    }

    private Behavior<Command> onLoad(Request.Load load) {
        if (!actors.isEmpty()) {
            load.fail(new IllegalStateException("the hosts are loaded already"));
        } else if (begin(load)) {
            start(() -> spawnHosts(load));
        }
        return this;
    }

    private void spawnHosts(Request.Load load) {
        hosts = new HostTable(load.hosts());
        watch.metrics().begin(load.run(), load.hosts(), watch::progress);
        for (int slot = 0; slot < hosts.size(); slot++) {
            HostSpec spec = load.hosts().get(slot);
            Behavior<HostActor.Command> host =
                    HostActor.create(slot, spec, getContext().getSelf(), watch);
            actors.add(getContext().spawn(host, "host-" + slot));
        }
        for (int slot = 0; slot < hosts.size(); slot++) {
            TraceSink trace = load.traces().sink(load.hosts().get(slot).index());
            tell(slot, new HostActor.Command.Assemble(load.assembly(), trace));
        }
    }

    private Behavior<Command> onAdvance(Request.Advance advance) {
        if (begin(advance)) {
            grantedAtNs = System.nanoTime();
            start(() -> tellWindow(advance.grant()));
        }
        return this;
    }

    private void tellWindow(WindowGrant grant) {
        hosts.grant(grant);
        for (int slot = 0; slot < hosts.size(); slot++) {
            if (hosts.hasWork(slot)) {
                long boundNs = hosts.startWindow(slot);
                tell(slot, new HostActor.Command.Advance(boundNs, hosts.takeMessages(slot)));
            }
        }
    }

    private Behavior<Command> onCollect(Request.Collect collect) {
        if (begin(collect)) {
            start(this::askForReports);
        }
        return this;
    }

    private void askForReports() {
        reports = new HostReport[hosts.size()];
        for (int slot = 0; slot < hosts.size(); slot++) {
            tell(slot, new HostActor.Command.Report());
        }
    }

    private Behavior<Command> onAssembled(HostReply.Assembled reply) {
        hosts.assembled(reply.slot(), reply.nextEventNs());
        return answered();
    }

    private Behavior<Command> onAdvanced(HostReply.Advanced reply) {
        hosts.advanced(reply.slot(), reply.nextEventNs(), reply.messages());
        return answered();
    }

    private Behavior<Command> onReported(HostReply.Reported reply) {
        reports[reply.slot()] = reply.report();
        watch.metrics().report(reply.slot(), reply.report());
        return answered();
    }

    /** The first failure counts; the other hosts stop at their next slice. */
    private Behavior<Command> onFailed(HostReply.Failed reply) {
        if (failure == null) {
            failure = reply.failure();
            watch.stop();
        }
        return answered();
    }

    private Behavior<Command> onStop() {
        if (underWay != null) {
            underWay.fail(new RunStoppedException("the run was stopped"));
        }
        return this;
    }

    /** Takes a request on, unless one is under way or the run has failed. */
    private boolean begin(Request request) {
        if (underWay != null) {
            request.fail(new IllegalStateException("a request is under way: " + underWay));
            return false;
        }
        if (failure != null) {
            request.fail(failure);
            return false;
        }
        underWay = request;
        return true;
    }

    /** A request that breaks a rule ends the run; it must not end the actor in silence. */
    private void start(Runnable request) {
        try {
            request.run();
        } catch (RuntimeException e) {
            failure = Defects.of("the node", e);
        }
        finishWhenAllAnswered();
    }

    private void tell(int slot, HostActor.Command command) {
        awaited++;
        actors.get(slot).tell(command);
    }

    private Behavior<Command> answered() {
        awaited--;
        finishWhenAllAnswered();
        return this;
    }

    private void finishWhenAllAnswered() {
        Request request = underWay;
        if (awaited > 0 || request == null) {
            return;
        }
        underWay = null;
        if (failure != null) {
            request.fail(failure);
            return;
        }
        try {
            reply(request);
        } catch (RuntimeException e) {
            failure = Defects.of("the node", e);
            request.fail(failure);
        }
    }

    private void reply(Request request) {
        switch (request) {
            case Request.Load load -> load.reply().complete(hosts.firstEventsNs());
            case Request.Advance advance -> {
                WindowReport report = hosts.endWindow();
                long nowNs = System.nanoTime();
                long local = report.localMessages();
                watch.metrics()
                        .window(
                                advance.grant().messages().size() + local,
                                report.messages().size() + local,
                                windowAtNs == 0 ? 0 : grantedAtNs - windowAtNs,
                                nowNs - grantedAtNs);
                windowAtNs = nowNs;
                advance.reply().complete(report);
            }
            case Request.Collect collect -> collect.reply().complete(gathered());
        }
    }

    private List<HostReport> gathered() {
        List<HostReport> all = new ArrayList<>(reports.length);
        for (HostReport report : reports) {
            all.add(Objects.requireNonNull(report));
        }
        return all;
    }
}
