package org.scxfleet.node.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

/**
 * One process of the fleet, in memory: the door to its actors.
 *
 * <p>A local run uses it directly; a node process puts gRPC in front of it. The number of threads
 * is the size of the one dispatcher on which all actors run; the result does not depend on it.
 */
public final class NodeEmulator implements FleetNode {
    /** Most threads that run hosts in one process. */
    public static final int THREADS_MAX = 1_024;

    private static final long STOP_TIMEOUT_S = 10;

    private final String name;
    private final HostAssembly.Factory assemblies;
    private final NodeWatch watch;
    private final ActorSystem<NodeActor.Command> system;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    /**
     * Starts an emulator without hosts.
     *
     * @param name for messages
     * @param threads that run hosts, 1 to {@link #THREADS_MAX}
     * @param metrics receives figures of the run
     */
    public static NodeEmulator start(
            String name, int threads, HostAssembly.Factory assemblies, NodeMetrics metrics) {
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException(
                    threads + " threads; a process has 1 to " + THREADS_MAX);
        }
        return new NodeEmulator(name, threads, assemblies, new NodeWatch(metrics));
    }

    private NodeEmulator(
            String name, int threads, HostAssembly.Factory assemblies, NodeWatch watch) {
        this.name = name;
        this.assemblies = assemblies;
        this.watch = watch;
        this.system = ActorSystem.create(NodeActor.create(watch), "node", config(threads));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<long[]> load(
            String run, List<HostSpec> hosts, SchedulerObjects objects, RunTraces traces) {
        List<HostSpec> own = List.copyOf(hosts);
        HostAssembly assembly;
        try {
            assembly = assemblies.forRun(objects);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new BadRunException(String.valueOf(e.getMessage())));
        }
        return ask(reply -> new NodeActor.Request.Load(run, own, assembly, traces, reply));
    }

    @Override
    public CompletableFuture<WindowReport> advance(WindowGrant grant) {
        return ask(reply -> new NodeActor.Request.Advance(grant, reply));
    }

    /** Always with the reports of single tasks: they are in memory anyway. */
    @Override
    public CompletableFuture<List<HostReport>> collect(boolean withTasks) {
        return ask(NodeActor.Request.Collect::new);
    }

    /** This process is never lost to itself. */
    @Override
    public CompletableFuture<Void> lost() {
        return lost;
    }

    @Override
    public NodeProgress progress() {
        return watch.progress();
    }

    @Override
    public void close() {
        watch.stop();
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            system.log().warn("{}: the actors did not stop within {} s", name, STOP_TIMEOUT_S, e);
        }
    }

    private <T> CompletableFuture<T> ask(
            Function<CompletableFuture<T>, NodeActor.Request> request) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        system.tell(request.apply(reply));
        return reply;
    }

    private static Config config(int threads) {
        return ConfigFactory.parseString(
                        """
                        pekko {
                          loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                          logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                          loglevel = WARNING
                          stdout-loglevel = OFF
                          log-dead-letters = off
                          daemonic = on
                          jvm-exit-on-fatal-error = off
                          jvm-shutdown-hooks = off
                          coordinated-shutdown.run-by-jvm-shutdown-hook = off
                          coordinated-shutdown.exit-jvm = off
                          actor {
                            default-dispatcher.fork-join-executor {
                              parallelism-min = %1$d
                              parallelism-max = %1$d
                            }
                            internal-dispatcher.fork-join-executor {
                              parallelism-min = 1
                              parallelism-max = 1
                            }
                          }
                        }
                        """
                                .formatted(threads))
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }
}
