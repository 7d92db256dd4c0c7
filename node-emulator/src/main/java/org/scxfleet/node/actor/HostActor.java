package org.scxfleet.node.actor;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.host.HostSpec;
import org.scxfleet.node.assembly.EmulatedHost;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.trace.TraceSink;

/**
 * One host. Answers every command with exactly one {@link NodeActor.HostReply}, also when the model
 * throws.
 *
 * <p>A long window is run in slices of simulated time, so that progress can be shown, figures can
 * be read and the run can be stopped in the middle. Where a window is cut makes no difference to
 * the host.
 */
final class HostActor extends AbstractBehavior<HostActor.Command> {
    /** Simulated time between two looks at the world outside. */
    static final long SLICE_NS = 10_000_000;

    sealed interface Command {
        /** Makes the host. */
        record Assemble(HostAssembly assembly, @Nullable TraceSink trace) implements Command {}

        /** Runs up to the bound; the messages are sorted. */
        record Advance(long boundNs, List<Envelope> messages) implements Command {}

        record Report() implements Command {}
    }

    private final int slot;
    private final HostSpec spec;
    private final ActorRef<NodeActor.Command> node;
    private final NodeWatch watch;
    private @Nullable EmulatedHost host;
    private long reachedNs;

    /**
     * @param slot position of the host within the node
     */
    static Behavior<Command> create(
            int slot, HostSpec spec, ActorRef<NodeActor.Command> node, NodeWatch watch) {
        return Behaviors.setup(context -> new HostActor(context, slot, spec, node, watch));
    }

    private HostActor(
            ActorContext<Command> context,
            int slot,
            HostSpec spec,
            ActorRef<NodeActor.Command> node,
            NodeWatch watch) {
        super(context);
        this.slot = slot;
        this.spec = spec;
        this.node = node;
        this.watch = watch;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.Assemble.class, this::onAssemble)
                .onMessage(Command.Advance.class, this::onAdvance)
                .onMessage(Command.Report.class, this::onReport)
                .build();
    }

    private Behavior<Command> onAssemble(Command.Assemble command) {
        NodeActor.HostReply reply;
        try {
            EmulatedHost assembled = command.assembly().assemble(spec);
            host = assembled;
            TraceSink trace = command.trace();
            if (trace != null) {
                assembled.traceTo(trace);
            }
            reply = new NodeActor.HostReply.Assembled(slot, assembled.nextEventNs());
        } catch (IllegalArgumentException e) {
            reply = failed(new BadRunException("host " + spec.name() + ": " + e.getMessage()));
        } catch (Throwable e) {
            reply = failed(explain(e));
        }
        node.tell(reply);
        return this;
    }

    private Behavior<Command> onAdvance(Command.Advance command) {
        NodeActor.HostReply reply;
        try {
            List<Envelope> out = new ArrayList<>();
            advance(present(), command, out);
            reply = new NodeActor.HostReply.Advanced(slot, present().nextEventNs(), out);
        } catch (Throwable e) {
            reply = failed(explain(e));
        }
        node.tell(reply);
        return this;
    }

    private void advance(EmulatedHost running, Command.Advance command, List<Envelope> out) {
        List<Envelope> in = command.messages();
        do {
            if (watch.isStopped()) {
                throw new RunStoppedException("the run was stopped");
            }
            long before = running.eventCount();
            long boundNs = Math.min(command.boundNs(), reachedNs + SLICE_NS);
            running.advance(boundNs, in, out::add);
            watch.advanced(boundNs - reachedNs, running.eventCount() - before);
            reachedNs = boundNs;
            in = List.of();
            if (watch.metrics().wantsReport(slot)) {
                watch.metrics().report(slot, running.report());
            }
        } while (reachedNs < command.boundNs());
    }

    private Behavior<Command> onReport(Command.Report command) {
        NodeActor.HostReply reply;
        try {
            reply = new NodeActor.HostReply.Reported(slot, present().report());
        } catch (Throwable e) {
            reply = failed(explain(e));
        }
        node.tell(reply);
        return this;
    }

    private EmulatedHost present() {
        if (host == null) {
            throw new IllegalStateException("host " + spec.name() + " is not assembled");
        }
        return host;
    }

    private NodeActor.HostReply failed(FleetException failure) {
        return new NodeActor.HostReply.Failed(slot, failure);
    }

    private FleetException explain(Throwable thrown) {
        if (thrown instanceof FleetException known) {
            return known;
        }
        if (thrown instanceof OutOfMemoryError) {
            return new EnvironmentException(
                    "out of memory at host " + spec.name() + ": " + thrown.getMessage(), thrown);
        }
        if (thrown instanceof UncheckedIOException) {
            return new EnvironmentException(
                    "host " + spec.name() + ": its trace cannot be written: " + thrown.getMessage(),
                    thrown);
        }
        String where =
                "host %s (number %d), seed %d, after %d ns and event %d"
                        .formatted(
                                spec.name(),
                                spec.index(),
                                spec.seed(),
                                reachedNs,
                                host == null ? 0 : host.eventCount());
        return Defects.of(where, thrown);
    }
}
