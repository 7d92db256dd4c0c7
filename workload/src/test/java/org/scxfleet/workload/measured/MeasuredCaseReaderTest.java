package org.scxfleet.workload.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.measured.MeasuredCase.MeasuredTopology;
import org.scxfleet.workload.measured.MeasuredCase.Trust;

class MeasuredCaseReaderTest {
    private static final String CASE =
            """
            {"case": "c", "workload_name": "w",
             "topology": {"cpus": 8, "sockets": 2, "cores": 2, "threads": 2, "numa_nodes": 2},
             "scheduler": "scx_qmap -s 5000 + scx_qmap -c S (weight 100)",
             "cgroups_cpu_weight": {"X": 100, "X/Y": 300}, "repetitions": 3, "trust": "low",
             "rt_app": {"global": {"duration": 4.0, "calibration": "loop"},
                        "tasks": {"h": {"instance": 6, "loop": -1, "run": 1000,
                                        "taskgroup": "/X/Y"}}}}
            """;

    private static MeasuredCase read(String text) {
        try {
            return MeasuredCaseReader.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "c.json");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadACase() {
        MeasuredCase read = read(CASE);

        assertThat(read.name()).isEqualTo("c");
        assertThat(read.workloadName()).isEqualTo("w");
        assertThat(read.topology()).isEqualTo(new MeasuredTopology(8, 2, 2, 2, 2));
        assertThat(read.repetitions()).isEqualTo(3);
        assertThat(read.trust()).isEqualTo(Trust.LOW);
        assertThat(read.scheduler().program()).isEqualTo("scx_qmap");
        assertThat(read.scheduler().arguments()).containsExactly("-s", "5000");
        assertThat(read.scheduler().subSchedulers()).containsExactly("scx_qmap -c S (weight 100)");
        assertThat(read.workload().durationNs()).isEqualTo(4_000_000_000L);
        assertThat(read.workload().cgroups())
                .containsExactly(CgroupSpec.weighted("/X", 100), CgroupSpec.weighted("/X/Y", 300));
        assertThat(read.workload().tasks().getFirst().program())
                .containsExactly(
                        new Step.Repeat(
                                Step.FOREVER,
                                List.of(
                                        new Step.Compute(Amount.of(1_000_000)),
                                        new Step.Mark(""))));
    }

    @Test
    void shouldBuildTheMachineWithAdjacentSiblingsAndOneCacheASocket() {
        CpuTopology topology = new MeasuredTopology(8, 2, 2, 2, 2).toCpuTopology();

        assertThat(topology.cpuCount()).isEqualTo(8);
        for (int cpu = 0; cpu < 8; cpu++) {
            assertThat(topology.core(cpu)).isEqualTo(cpu / 2);
            assertThat(topology.llc(cpu)).isEqualTo(cpu / 4);
            assertThat(topology.node(cpu)).isEqualTo(cpu / 4);
        }
    }

    @Test
    void shouldTellTheFairClassFromAScheduler() {
        assertThat(SchedulerCommand.parse("none (EEVDF)").isFair()).isTrue();
        SchedulerCommand fifo = SchedulerCommand.parse("scx_simple -f");
        assertThat(fifo.isFair()).isFalse();
        assertThat(fifo.program()).isEqualTo("scx_simple");
        assertThat(fifo.arguments()).containsExactly("-f");
        assertThat(fifo.subSchedulers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "case": "c"        | "case": ""       | 'case' is empty; give a name
                    "cpus": 8          | "cpus": 6        | 'topology' does not add up: 6 CPUs
                    "cpus": 8          | "cpu": 8         | 'cpus' is missing
                    "repetitions": 3   | "repetitions": 0 | 'repetitions' is 0
                    "trust": "low"     | "trust": "no"    | 'trust' is "no"; give "normal" or "low"
                    "X": 100           | "X": 0           | 'X' is 0; give a whole number from 1
                    "X": 100           | "X//Z": 1        | 'X//Z' is not a cgroup
                    "rt_app"           | "rtapp"          | 'rt_app' is missing
                    "run": 1000        | "run": -1        | c.json:6:63: 'run' is -1
                    """)
    void shouldNameThePlaceOfBadInput(String right, String wrong, String message) {
        assertThat(CASE).contains(right);
        assertThatThrownBy(() -> read(CASE.replaceFirst(right, wrong)))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("c.json:")
                .hasMessageContaining(message);
    }

    @Test
    void shouldReadAllMeasuredCases() throws IOException {
        Path folder = Requirement.shared("kernel-measurements/cases");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> path.toString().endsWith(".json")).sorted().toList();
        }

        assertThat(files).hasSizeGreaterThanOrEqualTo(43);
        for (Path file : files) {
            String name = file.getFileName().toString();
            try (InputStream in = Files.newInputStream(file)) {
                MeasuredCase read = MeasuredCaseReader.read(in, name);
                assertThat(read.name() + ".json").isEqualTo(name);
                assertThat(read.topology().toCpuTopology().cpuCount())
                        .isEqualTo(read.topology().cpus());
                assertThat(read.workload().notices()).as(name).isEmpty();
                assertThat(read.workload().durationNs()).as(name).isPositive();
                assertThat(read.workload().tasks()).as(name).isNotEmpty();
            }
        }
    }

    @Test
    void shouldReadTheForkJoinCaseWithOneMarkATurnOfTheBoss() throws IOException {
        Path file = Requirement.shared("kernel-measurements/cases/simple-fork-join.json");
        TaskSpec boss;
        try (InputStream in = Files.newInputStream(file)) {
            boss = MeasuredCaseReader.read(in, "f").workload().tasks().getFirst();
        }

        Step.Repeat turn = (Step.Repeat) boss.program().getFirst();
        assertThat(turn.count()).isEqualTo(Step.FOREVER);
        assertThat(turn.body())
                .containsExactly(
                        new Step.Compute(Amount.of(200_000)),
                        new Step.Resume("w0", true),
                        new Step.Resume("w1", true),
                        new Step.Resume("w2", true),
                        new Step.Resume("w3", true),
                        new Step.Resume("w4", true),
                        new Step.Resume("w5", true),
                        new Step.Repeat(6, List.of(new Step.Suspend("boss", true))),
                        new Step.Sleep(Amount.of(1_000_000)),
                        new Step.Mark(""));
    }
}
