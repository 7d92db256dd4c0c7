package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.task;

import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.task.TaskSpec;

/** What is recorded when a scheduler ends: the first claim, its message and the dump. */
class ExitRecordTest {
    private final RecordingOps ops = new RecordingOps();

    private TracedHost host(int cpus, TaskSpec... tasks) {
        return TracedHost.loaded(cpus, ops, tasks);
    }

    private void onTimer(long atNs, RecordingOps.Timer act) {
        ops.timerAtNs = atNs;
        ops.timer = act;
    }

    @Test
    void shouldLetTheFirstClaimWin() {
        onTimer(
                MS,
                kernel -> {
                    kernel.exit(42, "first");
                    kernel.error("second");
                });
        TracedHost traced = host(1, task("T", 0, hog())).runTo(2 * MS);
        assertThat(traced.exits()).hasSize(1);
        ExitInfo exit = traced.exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.UNREG_BPF);
        assertThat(exit.exitCode()).isEqualTo(42);
        assertThat(exit.message()).isEqualTo("first");
        assertThat(exit.dump()).isEmpty();
    }

    @Test
    void shouldCutAMessageThatIsTooLong() {
        onTimer(MS, kernel -> kernel.error("x".repeat(2_000)));
        TracedHost traced = host(1, task("T", 0, hog())).runTo(2 * MS);
        assertThat(traced.exits().getFirst().message()).hasSize(1023);
    }

    @Test
    void shouldTruncateADumpThatIsTooLong() {
        ops.settings = new OpsSettings(0, 0, 0, 200, 0);
        onTimer(MS, kernel -> kernel.error("x"));
        TracedHost traced = host(1, task("T", 0, hog())).runTo(2 * MS);
        assertThat(traced.exits().getFirst().dump()).hasSize(200).endsWith("TRUNCATED ~~~~\n");
    }
}
