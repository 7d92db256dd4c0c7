package org.scxfleet.coordinator.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.scxfleet.coordinator.rpc.RemoteNode;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;

/**
 * A fleet of processes on this machine, started for the runs of one program. They end when the
 * fleet is closed, when this program is told to end (Ctrl-C, SIGTERM), and, as their standard input
 * breaks, also when it is killed.
 */
public final class LocalFleet implements AutoCloseable {
    /** Most processes on one machine. */
    public static final int PROCESSES_MAX = 256;

    private static final long ORDERLY_STOP_S = 5;

    private final List<NodeProcess> processes = new ArrayList<>();
    private final List<RemoteNode> nodes = new ArrayList<>();
    private final List<HostPort> addresses = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::endAtExit, "fleet-shutdown");

    private LocalFleet() {}

    /**
     * Starts processes and connects to them.
     *
     * @throws EnvironmentException if one does not start; the others are ended
     */
    public static LocalFleet start(int processes, NodeCommand command, BuildVersion build) {
        if (processes < 1 || processes > PROCESSES_MAX) {
            throw new IllegalArgumentException(
                    processes + " processes; there can be 1 to " + PROCESSES_MAX);
        }
        LocalFleet fleet = new LocalFleet();
        Runtime.getRuntime().addShutdownHook(fleet.atExit);
        try {
            fleet.startAll(processes, command, build);
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
        return fleet;
    }

    private void startAll(int count, NodeCommand command, BuildVersion build) {
        for (int i = 0; i < count; i++) {
            NodeProcess process = NodeProcess.start("node-" + i, command);
            synchronized (processes) {
                processes.add(process);
            }
        }
        for (int i = 0; i < count; i++) {
            NodeProcess process = processes.get(i);
            HostPort address = process.awaitAddress();
            addresses.add(address);
            nodes.add(RemoteNode.connect("node-" + i, address, build, process.ended()));
        }
    }

    /** In the order of their numbers. */
    public List<RemoteNode> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * Where the processes listen, in the order of their numbers; for a further run, connect anew.
     */
    public List<HostPort> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void close() {
        nodes.forEach(RemoteNode::close);
        endProcesses();
        closed.countDown();
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The program is ending, and the hook runs or has run.
        }
    }

    /** Whoever runs the fleet may be stopping the run in good order; only then comes force. */
    private void endAtExit() {
        try {
            var _ = closed.await(ORDERLY_STOP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endProcesses();
    }

    private void endProcesses() {
        List<NodeProcess> all;
        synchronized (processes) {
            all = List.copyOf(processes);
        }
        all.forEach(NodeProcess::close);
    }
}
