package org.scxfleet.coordinator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.scxfleet.coordinator.TestRuns;
import org.scxfleet.coordinator.rpc.RemoteNode;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.ProcessLostException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

class LocalFleetTest {
    private static final NodeCommand NODE = NodeCommand.of(NodeMain.class.getName(), 1, 256L << 20);
    private static final long PATIENCE_S = 30;

    @Test
    void shouldGiveTheSameResultInProcessesOfItsOwn() {
        RunResult expected;
        try (NodeEmulator here =
                NodeEmulator.start("here", 2, NodeAssembly.builtIn(), new NodeMetrics())) {
            expected = run(List.of(here), TestRuns.mixed(8));
        }
        List<ProcessHandle> processes;
        try (LocalFleet fleet = LocalFleet.start(2, NODE, NodeMain.BUILD)) {
            processes = children();
            assertThat(processes).hasSize(2);

            RunResult result = run(fleet.nodes(), TestRuns.mixed(8));

            assertThat(result.digest()).isEqualTo(expected.digest());
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void shouldNameAProcessThatWasKilledAndItsHosts() {
        try (LocalFleet fleet = LocalFleet.start(2, NODE, NodeMain.BUILD)) {
            List<RemoteNode> nodes = fleet.nodes();
            PreparedRun run = TestRuns.loners(5);
            nodes.getFirst().load("run", run.hosts(), SchedulerObjects.NONE, RunTraces.NONE).join();

            children().forEach(ProcessHandle::destroyForcibly);

            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 100_000; i++) {
                                    nodes.getFirst().advance(WindowGrant.upTo(1, List.of())).join();
                                }
                            })
                    .hasCauseExactlyInstanceOf(ProcessLostException.class)
                    .cause()
                    .hasMessageMatching(
                            "lost node-0 at 127.0.0.1:\\d+ \\(it ended with status 137\\);"
                                    + " it carried 5 hosts, host-0 to host-4");
        }
    }

    @Test
    void shouldSayWhatAProcessSaidThatDidNotStart() {
        NodeCommand broken = new NodeCommand(List.of("/bin/sh", "-c", "echo no room; exit 3"));

        assertThatThrownBy(() -> LocalFleet.start(1, broken, NodeMain.BUILD))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("node-0 did not start; it said: no room");
    }

    @Test
    void shouldSayThatAProgramIsMissing() {
        NodeCommand missing = new NodeCommand(List.of("/no/such/program"));

        assertThatThrownBy(() -> LocalFleet.start(1, missing, NodeMain.BUILD))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("cannot start node-0: ");
    }

    @Test
    void shouldEndWhenItsParentIsGone() throws Exception {
        Process process = new ProcessBuilder(NODE.words()).start();
        try {
            assertThat(process.inputReader().readLine()).startsWith("scxfleet node listens on ");

            // What happens to the pipe when the parent dies.
            process.getOutputStream().close();

            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldNotActOnInterruptsThatAreMeantForTheParent() throws Exception {
        Process process = new ProcessBuilder(NODE.words()).start();
        try {
            assertThat(process.inputReader().readLine()).startsWith("scxfleet node listens on ");

            signal("-INT", process);
            signal("-TERM", process);

            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            // In good order: it was the second signal that ended it, 130 would be the first.
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void signal(String signal, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static RunResult run(List<? extends FleetNode> nodes, PreparedRun run) {
        return RunLoop.run(
                run, SchedulerObjects.NONE, nodes, RunOptions.DEFAULTS, new RunControl());
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }
}
