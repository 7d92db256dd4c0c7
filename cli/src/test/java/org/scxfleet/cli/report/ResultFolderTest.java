package org.scxfleet.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.cli.yaml.InputException;

class ResultFolderTest {
    @TempDir private Path parent;

    @Test
    void shouldAppearAsAWhole() throws IOException {
        Path place = parent.resolve("out/run");
        try (ResultFolder folder = ResultFolder.prepare(place, false)) {
            assertThat(place).doesNotExist();
            folder.finish(new RunFigures(SampleRun.outcome()));
        }
        assertThat(names(place))
                .containsExactly("cpus.csv", "hosts.csv", "jobs.csv", "result.json", "tasks.csv");
        assertThat(names(parent.resolve("out"))).containsExactly("run");
    }

    @Test
    void shouldLeaveNothingBehindWhenTheRunFails() throws IOException {
        try (ResultFolder folder = ResultFolder.prepare(parent.resolve("run"), false)) {
            Files.writeString(folder.unfinished().resolve("half"), "x");
        }
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void shouldRefuseAnExistingFolderWithoutForce() throws IOException {
        Files.createDirectory(parent.resolve("run"));
        assertThatThrownBy(() -> ResultFolder.prepare(parent.resolve("run"), false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void shouldKeepTheEarlierResultUntilTheNewOneIsComplete() throws IOException {
        Path place = Files.createDirectory(parent.resolve("run"));
        Files.writeString(place.resolve("result.json"), "old");
        try (ResultFolder folder = ResultFolder.prepare(place, true)) {
            Files.writeString(folder.unfinished().resolve("half"), "x");
        }
        assertThat(place.resolve("result.json")).hasContent("old");
        try (ResultFolder folder = ResultFolder.prepare(place, true)) {
            folder.finish(new RunFigures(SampleRun.outcome()));
        }
        assertThat(Files.readString(place.resolve("result.json"))).contains("00c0ffee");
        assertThat(names(parent)).containsExactly("run");
    }

    @Test
    void shouldNeverReplaceWhatIsNoResult() throws IOException {
        Path home = Files.createDirectory(parent.resolve("home"));
        Files.writeString(home.resolve("diary"), "mine");
        assertThatThrownBy(() -> ResultFolder.prepare(home, true))
                .hasMessageContaining("is no result folder");
        assertThat(home.resolve("diary")).exists();
    }

    @Test
    void shouldRefuseAPlaceThatCannotBeWritten() throws IOException {
        Files.writeString(parent.resolve("file"), "x");
        assertThatThrownBy(() -> ResultFolder.prepare(parent.resolve("file/run"), false))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void shouldFindTheFirstFreePlace() throws IOException {
        assertThat(ResultFolder.freePlace(parent, "x")).isEqualTo(parent.resolve("x"));
        Files.createDirectory(parent.resolve("x"));
        Files.createDirectory(parent.resolve("x-2"));
        assertThat(ResultFolder.freePlace(parent, "x")).isEqualTo(parent.resolve("x-3"));
    }

    @Test
    void shouldDifferBetweenLayoutsInTheWallTimeBlockOnly() throws IOException {
        RunOutcome.WallTime other = new RunOutcome.WallTime(9, 99, 3, 8, 3, "0.2", "26");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode first = (ObjectNode) mapper.readTree(json(SampleRun.outcome()));
        ObjectNode second = (ObjectNode) mapper.readTree(json(SampleRun.outcome(other)));
        assertThat(first).isNotEqualTo(second);
        first.remove("wall_time");
        second.remove("wall_time");
        assertThat(ResultJson.text(first)).isEqualTo(ResultJson.text(second));
    }

    @Test
    void shouldWriteFiguresWithTheirUnits() throws IOException {
        JsonNode root = new ObjectMapper().readTree(json(SampleRun.outcome()));
        JsonNode kernel = root.at("/host_groups/0/kernels/0");
        assertThat(kernel.get("cpu_busy_percent").asText()).isEqualTo("12.5");
        assertThat(kernel.at("/task_groups/0/cpu_time_us").asText()).isEqualTo("250000.0");
        assertThat(kernel.at("/task_groups/0/max_wake_us").asText()).isEqualTo("400.0");
        assertThat(kernel.at("/task_groups/0/gpu_time_us").asText()).isEqualTo("300000.0");
        assertThat(kernel.at("/task_groups/0/gpu_busy_percent").asText()).isEqualTo("30.0");
        assertThat(kernel.at("/scx_events/SCX_EV_BYPASS_ACTIVATE").asInt()).isEqualTo(1);
        assertThat(root.at("/ejections")).hasSize(3);
        assertThat(root.at("/ejections/0/kind").asText()).isEqualTo("ERROR_STALL");
        assertThat(root.at("/ejections/0/at_ns").asLong()).isEqualTo(700_000_000);
        assertThat(root.at("/scenario/seed").asInt()).isEqualTo(7);
    }

    @Test
    void shouldQuoteWhatWouldBreakATable() throws IOException {
        Path place = parent.resolve("run");
        try (ResultFolder folder = ResultFolder.prepare(place, false)) {
            folder.finish(new RunFigures(SampleRun.outcome()));
        }
        assertThat(Files.readAllLines(place.resolve("tasks.csv")))
                .hasSize(7)
                .element(2)
                .isEqualTo("a-0,a-0,ctl-1,ctl,1,\"/x,y\",125000.000,25,2,23,2,23,20,8.000,0.000");
        assertThat(Files.readAllLines(place.resolve("jobs.csv")))
                .containsExactly(
                        "pod,quality,host,devices,cpu_milli,memory_mib,gpus,gpu_milli,gpu_models,reason,"
                                + "cgroup,start_us,end_us",
                        "p0,LS,b-0,0,500,10,1,400,T4,,/kubepods/p0,0.000,",
                        "p1,BE,,,500,10,9,1000,,\"no room, at all\",,,");
        assertThat(Files.readAllLines(place.resolve("hosts.csv")).get(1))
                .isEqualTo("a-0,0,a,0000000000000abc,1000,simple,2,12.5,51,1,0,1,60.0,5.0");
        assertThat(Files.readAllLines(place.resolve("cpus.csv")).get(1))
                .isEqualTo("a-0,a-0,0,250000.000,25.0,0.000,50");
    }

    private static String json(RunOutcome outcome) {
        return ResultFolder.json(new RunFigures(outcome));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
