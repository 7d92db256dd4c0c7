package org.scxfleet.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.EnvironmentException;

class ResultFolderTest {
    private static final RunResult RESULT = new RunResult(7, List.of(), 3, 2, 1, 99);

    @TempDir private Path folder;

    @Test
    void shouldKeepRunsInTheOrderOfTheirNumbers() {
        ResultFolder before = ResultFolder.open(folder);
        before.keep(done(10), RESULT);
        before.keep(done(9), RESULT);

        ResultFolder after = ResultFolder.open(folder);

        assertThat(after.kept()).containsExactly(done(9), done(10));
        assertThat(after.result(9)).isEqualTo(RESULT);
    }

    @Test
    void shouldForgetARunThatIsDropped() {
        ResultFolder kept = ResultFolder.open(folder);
        kept.keep(done(1), RESULT);
        kept.drop(1);
        kept.drop(2);

        assertThat(kept.kept()).isEmpty();
        assertThatThrownBy(() -> kept.result(1)).isInstanceOf(EnvironmentException.class);
    }

    @Test
    void shouldLeaveForeignFilesAloneAndRemoveHalvesOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("run-3.result"), "no message at all");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(folder.resolve("run-4.result.partial"), "half");

        assertThat(ResultFolder.open(folder).kept()).isEmpty();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("run-3.result", "notes.txt");
        }
    }

    @Test
    void shouldRefuseAPathThatIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> ResultFolder.open(file))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot keep results in " + file);
    }

    private static RunState done(long number) {
        return new RunState(number, "run", RunState.Stage.DONE, null, null);
    }
}
