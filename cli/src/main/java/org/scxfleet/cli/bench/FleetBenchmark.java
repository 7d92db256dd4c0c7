package org.scxfleet.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.scxfleet.cli.scenario.ObjectCheck;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.scenario.ScenarioReader;
import org.scxfleet.coordinator.process.LocalFleet;
import org.scxfleet.coordinator.process.NodeCommand;
import org.scxfleet.coordinator.rpc.RemoteFleet;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunLoop;
import org.scxfleet.coordinator.run.RunOptions;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.node.actor.NodeEmulator;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.node.metrics.NodeMetrics;

/**
 * What does it cost to spread a run over processes? 200 hosts exchange requests in windows of 1 ms:
 * two processes over gRPC with a thread each, beside one process with two threads, in turn. All
 * have carried the same run before, so that no compiler is cold. Speeds are runs per second of wall
 * time.
 */
final class FleetBenchmark implements Benchmark {
    private static final String SCENARIO = "fleet.yaml";
    private static final Budget RATIO = Budget.atLeast(0.7, 1.0);
    private static final int WARM_UP_RUNS = 3;
    private static final int PROCESSES = 2;
    private static final double NS_PER_S = 1e9;

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public String question() {
        return "speed of 200 hosts in two processes, against one process with two threads";
    }

    @Override
    public List<BenchResult> run(BenchOptions options, Consumer<String> progress) {
        Scenario scenario = scenario();
        BuildVersion build = BuildVersion.of(options.version());
        Samples spread = new Samples();
        Samples alone = new Samples();
        long heapBytes = Runtime.getRuntime().maxMemory() / PROCESSES;
        try (LocalFleet fleet =
                LocalFleet.start(PROCESSES, NodeCommand.ofThisProgram(1, heapBytes), build)) {
            for (int i = -WARM_UP_RUNS; i < options.repetitions(); i++) {
                RunResult one = inThisProcess(scenario);
                RunResult two = inProcesses(scenario, fleet, build);
                if (one.digest() != two.digest()) {
                    throw new BenchFailure("two processes gave another digest than one");
                }
                if (i >= 0) {
                    alone.add(NS_PER_S / one.wallNs());
                    spread.add(NS_PER_S / two.wallNs());
                }
            }
        }
        return List.of(
                BenchResult.beside(
                        name(),
                        spread,
                        "runs/s",
                        "one process, two threads",
                        alone,
                        Optional.of(RATIO),
                        "3 s of 200 hosts, after " + WARM_UP_RUNS + " runs of each"));
    }

    private static RunResult inThisProcess(Scenario scenario) {
        try (NodeEmulator node =
                NodeEmulator.start(
                        "this process", PROCESSES, NodeAssembly.builtIn(), new NodeMetrics())) {
            return carryOut(scenario, List.of(node));
        }
    }

    private static RunResult inProcesses(Scenario scenario, LocalFleet fleet, BuildVersion build) {
        try (RemoteFleet nodes = RemoteFleet.connect(fleet.addresses(), build)) {
            return carryOut(scenario, nodes.nodes());
        }
    }

    private static RunResult carryOut(Scenario scenario, List<? extends FleetNode> nodes) {
        return RunLoop.run(
                PreparedRun.of(scenario.run()),
                scenario.objects(),
                nodes,
                RunOptions.DEFAULTS,
                new RunControl());
    }

    private static Scenario scenario() {
        try {
            Path file = BenchScenario.copy(SCENARIO);
            try {
                return new ScenarioReader(Runtime.getRuntime().maxMemory(), ObjectCheck.NONE)
                        .read(file, List.of());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new BenchFailure("cannot write the scenario " + SCENARIO, e);
        }
    }
}
