package org.scxfleet.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scxfleet.cluster.time.WindowPolicy;
import org.scxfleet.coordinator.TestRuns;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.fleet.ProcessLostException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunLoopTest {
    private static final int HOSTS = 14;
    private final List<FleetNode> opened = new ArrayList<>();
    private RunResult expected;

    @BeforeAll
    void runOnce() {
        expected = run(TestRuns.mixed(HOSTS), 1, 1, WindowPolicy.LOOKAHEAD);
    }

    @AfterEach
    void close() {
        opened.forEach(FleetNode::close);
    }

    @Test
    void shouldRunEveryHostToTheEndAndCarryMessages() {
        assertThat(expected.reports()).hasSize(HOSTS);
        assertThat(expected.reports())
                .allSatisfy(report -> {
                    assertThat(report.nowNs()).isEqualTo(TestRuns.END_NS);
                    assertThat(report.events()).isGreaterThan(50);
                });
        assertThat(expected.messages()).isGreaterThan(500);
        assertThat(expected.windows()).isGreaterThan(100);
        assertThat(expected.messagesUnderWay()).isBetween(0L, 100L);
        assertThat(expected.events())
                .isEqualTo(expected.reports().stream().mapToLong(HostReport::events).sum());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "1,4", "2,1", "3,2", "14,1", "20,1"})
    void shouldGiveTheSameResultOnAnyLayout(int processes, int threads) {
        RunResult result = run(TestRuns.mixed(HOSTS), processes, threads, WindowPolicy.LOOKAHEAD);

        assertSame(result);
        assertThat(result.windows()).isEqualTo(expected.windows());
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameResultInAnyWindows(WindowPolicy policy) {
        assertSame(run(TestRuns.mixed(HOSTS), 2, 2, policy));
    }

    @Test
    void shouldGrantHostsWithoutChannelsTheirEndAtOnce() {
        RunResult result = run(TestRuns.loners(5), 2, 1, WindowPolicy.LOOKAHEAD);

        assertThat(result.windows()).isEqualTo(1);
        assertThat(result.messages()).isZero();
    }

    @Test
    void shouldDigestWhereEveryPodWent() {
        PreparedRun plan = TestRuns.loners(2);
        PreparedRun placed = new PreparedRun("p", plan.endNs(), plan.hosts(), List.of(0, 1, -1));
        PreparedRun elsewhere = new PreparedRun("p", plan.endNs(), plan.hosts(), List.of(1, 0, -1));

        long digest = run(placed, 1, 1, WindowPolicy.LOOKAHEAD).digest();

        assertThat(run(placed, 1, 1, WindowPolicy.LOOKAHEAD).digest()).isEqualTo(digest);
        assertThat(run(elsewhere, 1, 1, WindowPolicy.LOOKAHEAD).digest()).isNotEqualTo(digest);
    }

    @Test
    void shouldTellHowFarItIs() {
        List<RunProgress> seen = new ArrayList<>();
        Scripted slow = new Scripted();
        RunControl control = new RunControl();
        CompletableFuture<WindowReport> window = new CompletableFuture<>();
        slow.window = window;
        slow.reached = new NodeProgress(TestRuns.END_NS, 9);

        RunOptions options =
                RunOptions.DEFAULTS.withObserver(progress -> {
                    seen.add(progress);
                    control.stop();
                });
        assertThatThrownBy(() ->
                        RunLoop.run(
                                TestRuns.loners(4),
                                SchedulerObjects.NONE,
                                List.of(slow),
                                options,
                                control))
                .isInstanceOf(RunStoppedException.class);

        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().phase()).isEqualTo(RunProgress.Phase.RUNNING);
        assertThat(seen.getFirst().simulatedNs()).isEqualTo(TestRuns.END_NS / 4);
        assertThat(seen.getFirst().events()).isEqualTo(9);
        assertThat(seen.getFirst().speed()).isGreaterThan(0);
        assertThat(seen.getFirst().remainingNs()).isGreaterThan(0);
    }

    @Test
    void shouldNotWaitForOthersWhenAProcessIsLost() {
        Scripted busy = new Scripted();
        busy.window = new CompletableFuture<>();
        Scripted lost = new Scripted();
        lost.window =
                CompletableFuture.failedFuture(
                        new ProcessLostException(
                                "node-1 at x:1", TestRuns.loners(2).hosts(), "reset", null));

        assertThatThrownBy(() ->
                        RunLoop.run(
                                TestRuns.loners(4),
                                SchedulerObjects.NONE,
                                List.of(busy, lost),
                                RunOptions.DEFAULTS,
                                new RunControl()))
                .isInstanceOf(ProcessLostException.class)
                .hasMessage("lost node-1 at x:1 (reset); it carried 2 hosts, host-0 to host-1");
    }

    @Test
    void shouldNoticeTheLossOfAProcessThatHasNothingToDo() {
        Scripted busy = new Scripted();
        Scripted idle = new Scripted();
        idle.window =
                CompletableFuture.completedFuture(
                        new WindowReport(new int[0], new long[0], List.of(), 0, 0));
        idle.lost.completeExceptionally(
                new ProcessLostException("node-1 at x:1", List.of(), "reset", null));

        assertThatThrownBy(() ->
                        RunLoop.run(
                                TestRuns.loners(4),
                                SchedulerObjects.NONE,
                                List.of(busy, idle),
                                RunOptions.DEFAULTS,
                                new RunControl()))
                .isInstanceOf(ProcessLostException.class)
                .hasMessageContaining("lost node-1 at x:1 (reset)");
    }

    @Test
    void shouldCallAnythingUnexpectedADefect() {
        Scripted broken = new Scripted();
        broken.window = CompletableFuture.failedFuture(new IllegalStateException("oops"));

        assertThatThrownBy(() ->
                        RunLoop.run(
                                TestRuns.loners(4),
                                SchedulerObjects.NONE,
                                List.of(broken),
                                RunOptions.DEFAULTS,
                                new RunControl()))
                .isInstanceOf(DefectException.class)
                .hasMessageContaining("oops");
    }

    private void assertSame(RunResult result) {
        assertThat(result.digest()).isEqualTo(expected.digest());
        assertThat(result.messages()).isEqualTo(expected.messages());
        assertThat(result.messagesUnderWay()).isEqualTo(expected.messagesUnderWay());
        assertThat(result.reports()).usingRecursiveComparison().isEqualTo(expected.reports());
    }

    private RunResult run(PreparedRun plan, int processes, int threads, WindowPolicy policy) {
        List<NodeEmulator> nodes = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            NodeEmulator node =
                    NodeEmulator.start(
                            "node-" + i, threads, NodeAssembly.builtIn(), new NodeMetrics());
            nodes.add(node);
            opened.add(node);
        }
        return RunLoop.run(
                plan,
                SchedulerObjects.NONE,
                nodes,
                RunOptions.DEFAULTS.withPolicy(policy),
                new RunControl());
    }

    @Test
    void shouldRefuseARunThatDoesNotFitBeforeAnythingIsLoaded() {
        Scripted small = new Scripted();
        small.heapBytes = 100L << 20;

        assertThatThrownBy(() ->
                        RunLoop.run(
                                TestRuns.loners(3),
                                SchedulerObjects.NONE,
                                List.of(small),
                                RunOptions.DEFAULTS,
                                new RunControl()))
                .isInstanceOf(BadRunException.class)
                .hasMessageMatching(
                        "the run does not fit in the fleet: scripted would carry about \\d+ MiB"
                                + " for 3 hosts, \\d+ CPUs and \\d+ tasks, and may use 100 MiB;"
                                + " .*");
        assertThat(small.loaded).isFalse();
    }

    /** A process whose windows end as a test says. */
    private static final class Scripted implements FleetNode {
        private CompletableFuture<WindowReport> window = new CompletableFuture<>();
        private final CompletableFuture<Void> lost = new CompletableFuture<>();
        private NodeProgress reached = NodeProgress.NONE;
        private long heapBytes = Long.MAX_VALUE;
        private boolean loaded;

        @Override
        public long heapBytes() {
            return heapBytes;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public CompletableFuture<long[]> load(
                String run, List<HostSpec> hosts, SchedulerObjects objects, RunTraces traces) {
            loaded = true;
            return CompletableFuture.completedFuture(new long[hosts.size()]);
        }

        @Override
        public CompletableFuture<WindowReport> advance(WindowGrant grant) {
            return window;
        }

        @Override
        public CompletableFuture<List<HostReport>> collect(boolean withTasks) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<Void> lost() {
            return lost;
        }

        @Override
        public NodeProgress progress() {
            return reached;
        }

        @Override
        public void close() {}
    }
}
