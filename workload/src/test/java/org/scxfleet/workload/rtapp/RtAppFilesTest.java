package org.scxfleet.workload.rtapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.workload.rtapp.RtAppText.codes;
import static org.scxfleet.workload.rtapp.RtAppText.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.workload.input.TaskWorkload;
import org.scxfleet.workload.laxjson.LaxJson;
import org.scxfleet.workload.laxjson.LaxObject;
import org.scxfleet.workload.laxjson.Member;

class RtAppFilesTest {
    private static TaskWorkload shared(String name) throws IOException {
        Path file = Requirement.shared("datasets/rt-app").resolve(name);
        try (InputStream in = Files.newInputStream(file)) {
            return RtAppReader.read(in, name, Dialect.RT_APP);
        }
    }

    @Test
    void shouldCoverEveryEventOfTheGrammarByOwnFiles() throws IOException {
        Set<EventKind> seen = EnumSet.noneOf(EventKind.class);
        for (String name : List.of("every-event.json", "lab-pipes.json")) {
            try (InputStream in = RtAppText.class.getResourceAsStream(name)) {
                collect(LaxJson.readObject(in, name), seen);
            }
        }

        assertThat(seen).containsExactlyInAnyOrder(EventKind.values());
    }

    private static void collect(LaxObject object, Set<EventKind> seen) {
        for (Member member : object.members()) {
            EventKind kind = EventKind.of(member.key(), Dialect.LAB);
            if (kind != null) {
                seen.add(kind);
            } else if (member.value() instanceof LaxObject nested) {
                collect(nested, seen);
            }
        }
    }

    @Test
    void shouldReadAFileWithEveryEventPropertyAndLaxForm() throws IOException {
        TaskWorkload workload = RtAppText.resource("every-event.json", Dialect.RT_APP);

        assertThat(workload.durationNs()).isEqualTo(3_000_000_000L);
        assertThat(workload.tasks())
                .extracting(TaskSpec::name)
                .containsExactly("everything", "other", "spawned", "dl", "other1");
        assertThat(workload.cgroups()).extracting(CgroupSpec::path).containsExactly("/a", "/a/b");
        Step.Repeat turn = (Step.Repeat) task(workload, "everything").program().getFirst();
        assertThat(turn.count()).isEqualTo(2);
        assertThat(turn.body()).hasSize(33);
        assertThat(turn.body())
                .startsWith(
                        new Step.SetAffinity(List.of(0, 1)),
                        new Step.Lock("m", true),
                        new Step.Compute(Amount.of(100_000)),
                        new Step.Unlock("m"));
        assertThat(turn.body())
                .endsWith(
                        new Step.Mark(""),
                        new Step.SetScheduler(
                                new SchedParams(SchedPolicy.BATCH, 4, 0, 3_000_000, 0, 0)),
                        new Step.SetAffinity(List.of(2)),
                        new Step.SetCgroup("/a/b"),
                        new Step.Repeat(
                                3, List.of(new Step.Compute(Amount.of(1_000)), new Step.Mark(""))));
        assertThat(codes(workload))
                .containsExactlyInAnyOrder(
                        "rtapp-log-key-ignored",
                        "rtapp-lock-pages-ignored",
                        "rtapp-name-renamed",
                        "rtapp-runtime-exact",
                        "rtapp-memory-cost-approximated",
                        "rtapp-io-cost-approximated",
                        "rtapp-util-clamp-ignored",
                        "rtapp-membind-ignored");
    }

    @Test
    void shouldReadPipesAndFractionsOfTheLabDialect() throws IOException {
        TaskWorkload workload = RtAppText.resource("lab-pipes.json", Dialect.LAB);

        assertThat(workload.durationNs()).isEqualTo(1_500_000_000L);
        assertThat(workload.notices()).isEmpty();
        assertThat(task(workload, "ping").program())
                .containsExactly(
                        new Step.Repeat(
                                Step.FOREVER,
                                List.of(
                                        new Step.Compute(Amount.of(50_500)),
                                        new Step.PipeWrite("there"),
                                        new Step.PipeRead("back"),
                                        new Step.Mark(""))));
    }

    @Test
    void shouldReadAllTenSharedFiles() throws IOException {
        Path folder = Requirement.shared("datasets/rt-app");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> path.toString().endsWith(".json")).sorted().toList();
        }

        assertThat(files).hasSize(10);
        for (Path file : files) {
            TaskWorkload workload = shared(file.getFileName().toString());
            assertThat(workload.tasks()).as(file.toString()).isNotEmpty();
            assertThat(workload.durationNs()).as(file.toString()).isPositive();
            assertThat(codes(workload))
                    .as(file.toString())
                    .doesNotContain("rtapp-key-unknown", "rtapp-resume-nobody");
        }
    }

    @Test
    void shouldReadThePeriodicMix() throws IOException {
        TaskSpec ctl = task(shared("01-periodic-mix.json"), "ctl");

        assertThat(ctl.instances()).isEqualTo(2);
        assertThat(ctl.program())
                .containsExactly(
                        new Step.Repeat(
                                Step.FOREVER,
                                List.of(
                                        new Step.Compute(Amount.of(1_500_000)),
                                        new Step.Mark("unique"),
                                        new Step.Timer(
                                                "unique", Amount.of(10_000_000), false, false))));
    }

    @Test
    void shouldReadThePhasesWithAffinity() throws IOException {
        TaskWorkload workload = shared("02-phases-affinity-clamp.json");
        TaskSpec walker = task(workload, "walker");

        assertThat(walker.cpus()).containsExactly(0, 1, 2, 3);
        Step.Repeat turn = (Step.Repeat) walker.program().getFirst();
        assertThat(turn.count()).isEqualTo(2);
        assertThat(turn.body()).hasSize(5);
        assertThat(turn.body().get(0))
                .isInstanceOfSatisfying(
                        Step.Repeat.class, repeat -> assertThat(repeat.count()).isEqualTo(20));
        assertThat(turn.body().get(1)).isEqualTo(new Step.SetAffinity(List.of(2, 3)));
        assertThat(turn.body().get(3)).isEqualTo(new Step.SetAffinity(List.of(0, 1, 2, 3)));
        assertThat(workload.notices())
                .anySatisfy(notice -> {
                    assertThat(notice.code()).isEqualTo("rtapp-util-clamp-ignored");
                    assertThat(notice.count()).isEqualTo(3);
                });
    }

    @Test
    void shouldReadTheBarrierGangAndTheDeadlineTask() throws IOException {
        TaskSpec rank = task(shared("06-barrier-gang.json"), "rank2");
        TaskSpec deadline = task(shared("07-deadline-and-fair-slice.json"), "dl");

        assertThat(((Step.Repeat) rank.program().getFirst()).body())
                .contains(new Step.Barrier("step", 4));
        assertThat(deadline.params())
                .isEqualTo(
                        new SchedParams(
                                SchedPolicy.DEADLINE, 0, 0, 3_000_000, 8_000_000, 10_000_000));
    }

    @Test
    void shouldReadTheTaskgroups() throws IOException {
        TaskWorkload workload = shared("08-taskgroups.json");

        assertThat(workload.cgroups())
                .extracting(CgroupSpec::path)
                .containsExactly("/gold", "/gold/sub", "/silver");
        assertThat(task(workload, "gold").params()).isEqualTo(SchedParams.NORMAL);
        assertThat(task(workload, "mover").cgroup()).isEqualTo("/gold/sub");
    }
}
