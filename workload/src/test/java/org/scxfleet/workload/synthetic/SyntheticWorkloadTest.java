package org.scxfleet.workload.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.ProgramLoad;

class SyntheticWorkloadTest {
    private static List<Step> loop(TaskSpec task) {
        Step.Repeat repeat = (Step.Repeat) task.program().getLast();
        assertThat(repeat.count()).isEqualTo(Step.FOREVER);
        return repeat.body();
    }

    @Test
    void shouldSendRequestsOpenLoopAndMarkTheirResponseTimes() {
        List<TaskSpec> tasks =
                new RequestClients(Threads.of("web", 3), "db", 5_000_000, Amount.of(10_000), 200)
                        .tasks();

        assertThat(tasks).hasSize(1);
        assertThat(tasks.getFirst().instances()).isEqualTo(3);
        assertThat(tasks.getFirst().group()).isEqualTo("web");
        assertThat(loop(tasks.getFirst()))
                .containsExactly(
                        new Step.Timer("arrival", new Amount.Exponential(5_000_000), true, false),
                        new Step.Compute(Amount.of(10_000)),
                        new Step.Request("db", Amount.of(200)),
                        new Step.Mark("arrival"));
    }

    @Test
    void shouldServeOneRequestAfterTheOther() {
        assertThat(loop(RequestServers.withDefaults("db", "queries").tasks().getFirst()))
                .containsExactly(
                        new Step.Receive("queries"),
                        new Step.Compute(new Amount.Uniform(200_000, 2_000_000)),
                        new Step.Reply(Amount.of(4_096)),
                        new Step.Mark(""));
    }

    @Test
    void shouldComputeInPiecesWithSleeps() {
        TaskSpec batch = Batch.withDefaults("b").tasks().getFirst();

        assertThat(batch.params()).isEqualTo(SchedParams.fair(10));
        // 5.5 ms of work and 1 ms of sleep on average.
        assertThat(ProgramLoad.utilisation(batch.program(), 20_000, 1))
                .isCloseTo(5.5 / 6.5, within(0.01));
    }

    @Test
    void shouldRunOncePerPeriodFromARandomRelease() {
        TaskSpec periodic = Periodic.withDefaults("p").tasks().getFirst();

        assertThat(periodic.program())
                .containsExactly(
                        new Step.Timer("period", new Amount.Uniform(1, 10_000_000), true, false),
                        new Step.Repeat(
                                Step.FOREVER,
                                List.of(
                                        new Step.Compute(Amount.of(2_000_000)),
                                        new Step.Mark("period"),
                                        new Step.Timer(
                                                "period", Amount.of(10_000_000), true, false))));
        assertThat(ProgramLoad.utilisation(periodic.program(), 1_000, 1))
                .isCloseTo(0.2, within(0.001));
    }

    @Test
    void shouldReleaseAllAtOnceWhereNotStaggered() {
        Periodic together = new Periodic(Threads.of("p", 2), Amount.of(1), 10, false, false);

        assertThat(together.tasks().getFirst().program()).hasSize(1);
    }

    @Test
    void shouldMeetAllWorkersTwiceARound() {
        List<TaskSpec> tasks =
                new ForkJoin(Threads.of("f", 6), Amount.of(200), Amount.of(2_000), 1_000).tasks();

        Step fork = new Step.Barrier("f-fork", 7);
        Step join = new Step.Barrier("f-join", 7);
        assertThat(tasks).extracting(TaskSpec::name).containsExactly("f-parent", "f");
        assertThat(tasks).extracting(TaskSpec::instances).containsExactly(1, 6);
        assertThat(loop(tasks.get(0)))
                .containsExactly(
                        new Step.Compute(Amount.of(200)),
                        fork,
                        join,
                        new Step.Mark(""),
                        new Step.Sleep(Amount.of(1_000)));
        assertThat(loop(tasks.get(1)))
                .containsExactly(fork, new Step.Compute(Amount.of(2_000)), join, new Step.Mark(""));
    }

    @Test
    void shouldComputeForEver() {
        assertThat(
                        ProgramLoad.utilisation(
                                Hog.withDefaults("h").tasks().getFirst().program(), 9, 1))
                .isEqualTo(1.0);
    }

    @Test
    void shouldDriveOneDeviceByEachLaunchThread() {
        GpuTraining training =
                new GpuTraining(
                        Threads.of("train", 2),
                        Amount.of(3_000_000),
                        20,
                        Amount.of(800_000),
                        true,
                        1_000,
                        "job");
        List<TaskSpec> tasks = training.tasks();

        assertThat(tasks).extracting(TaskSpec::name).containsExactly("train-gpu0", "train-gpu1");
        assertThat(tasks).extracting(TaskSpec::group).containsOnly("train");
        assertThat(loop(tasks.get(1)))
                .containsExactly(
                        new Step.Compute(Amount.of(3_000_000)),
                        new Step.GpuLaunch(1, 0, Amount.of(800_000), 20, true),
                        new Step.GpuSync(1, Step.SyncMode.BLOCKING),
                        new Step.Collective("job", Amount.of(1_000)),
                        new Step.Mark(""));
    }

    @Test
    void shouldNotExchangeWhatIsEmpty() {
        GpuTraining alone =
                new GpuTraining(Threads.of("t", 1), Amount.of(1), 1, Amount.of(1), false, 0, "job");

        assertThat(loop(alone.tasks().getFirst()))
                .noneMatch(step -> step instanceof Step.Collective);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveDefaultsForEveryKindAndFindItByName(GeneratorKind kind) {
        List<TaskSpec> tasks = kind.withDefaults("x").tasks();

        assertThat(tasks).isNotEmpty().isEqualTo(kind.withDefaults("x").tasks());
        assertThat(tasks).allSatisfy(task -> assertThat(task.name()).startsWith("x"));
        assertThat(GeneratorKind.named(kind.label())).isEqualTo(kind);
        assertThat(kind.description()).isNotBlank();
    }

    @Test
    void shouldNameTheKindsThereAre() {
        assertThatThrownBy(() -> GeneratorKind.named("hogs"))
                .hasMessageContaining("no generator 'hogs'; there are request-clients")
                .hasMessageContaining("gpu-training");
    }

    private static Stream<ThrowingCallable> badParameters() {
        Threads one = Threads.of("x", 1);
        Amount work = Amount.of(1);
        return Stream.of(
                () -> Threads.of("x", 0),
                () -> Threads.of("", 1),
                () -> new Threads("x", 1, SchedParams.NORMAL, List.of(), "a"),
                () -> new RequestClients(one, "", 1, work, 1),
                () -> new RequestClients(one, "s", 0, work, 1),
                () -> new RequestClients(one, "s", 1, work, -1),
                () -> new RequestServers(one, "s", Amount.of(0), 1),
                () -> new Batch(one, work, Amount.of(0)),
                () -> new Periodic(one, work, 0, true, true),
                () -> new Periodic(one, work, Long.MAX_VALUE, true, true),
                () -> new ForkJoin(one, work, work, -1),
                () -> new Hog(one, 0),
                () -> new GpuTraining(one, work, 0, work, true, 0, "j"),
                () -> new GpuTraining(Threads.of("x", 65), work, 1, work, true, 0, "j"));
    }

    @ParameterizedTest
    @MethodSource("badParameters")
    void shouldRefuseParametersThatMakeNoSense(ThrowingCallable make) {
        assertThatThrownBy(make).isInstanceOf(IllegalArgumentException.class);
    }
}
