package org.scxfleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.v1.RunProto;

class HostsCodecTest {
    private static final int SEEDS = 200;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveBackHostsThatEqualThoseEncoded(long seed) throws Exception {
        List<HostSpec> hosts = new RandomSpecs(seed).hosts();

        assertThat(overTheWire(hosts)).isEqualTo(hosts);
    }

    @Test
    void shouldCarryEveryKindOfStep() throws Exception {
        RandomSpecs specs = new RandomSpecs(1);
        List<Step> program = new ArrayList<>();
        for (int kind = 0; kind < RandomSpecs.STEP_KINDS; kind++) {
            program.add(specs.step(kind, 0));
        }
        assertThat(namesOf(program)).isEqualTo(namesOf(Step.class));

        RunProto.Program encoded = StepCodec.encode(program);

        assertThat(StepCodec.decode(RunProto.Program.parseFrom(encoded.toByteArray())))
                .isEqualTo(program);
    }

    @Test
    void shouldKnowEveryKindOfAct() {
        RandomSpecs specs = new RandomSpecs(1);
        List<Act> acts = new ArrayList<>();
        for (int kind = 0; kind < RandomSpecs.ACT_KINDS; kind++) {
            acts.add(specs.act(kind));
        }

        assertThat(namesOf(acts)).isEqualTo(namesOf(Act.class));
    }

    @Test
    void shouldWriteWhatHostsShareOnce() throws Exception {
        List<HostSpec> hosts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            hosts.add(host(i, 100, sharedKernel()));
        }

        RunProto.Hosts encoded = HostsCodec.encode(hosts);

        assertThat(encoded.getTables().getKernelsCount()).isEqualTo(1);
        assertThat(encoded.getTables().getTopologiesCount()).isEqualTo(1);
        assertThat(encoded.getTables().getTasksCount()).isEqualTo(10);
        assertThat(encoded.getTables().getProgramsCount()).isEqualTo(1);
        assertThat(encoded.getSerializedSize()).isLessThan(400_000);
        List<HostSpec> decoded = HostsCodec.decode(encoded);
        assertThat(decoded).hasSize(10_000);
        assertThat(decoded.getLast().kernel()).isSameAs(decoded.getFirst().kernel());
    }

    @Test
    void shouldShareTasksBetweenKernelsThatDiffer() {
        KernelSpec kernel = sharedKernel();
        List<TaskSpec> more = new ArrayList<>(kernel.tasks());
        more.add(TaskSpec.normal("extra", 1, List.of(new Step.Yield())));

        RunProto.Hosts encoded =
                HostsCodec.encode(
                        List.of(host(0, 100, kernel), host(1, 100, kernel.withTasks(more))));

        assertThat(encoded.getTables().getKernelsCount()).isEqualTo(2);
        assertThat(encoded.getTables().getTasksCount()).isEqualTo(11);
    }

    @Test
    void shouldRefuseHostsOfDifferentRuns() {
        List<HostSpec> hosts = List.of(host(0, 100, sharedKernel()), host(1, 101, sharedKernel()));

        assertThatThrownBy(() -> HostsCodec.encode(hosts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host-1 has another seed or end");
    }

    @Test
    void shouldRefuseAnIndexOutsideItsTable() {
        RunProto.Hosts encoded = HostsCodec.encode(List.of(host(0, 100, sharedKernel())));
        RunProto.Hosts.Builder broken = encoded.toBuilder();
        broken.getHostsBuilder(0).setKernel(7);

        assertThatThrownBy(() -> HostsCodec.decode(broken.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernel 7 is not in the table of 1");
    }

    @Test
    void shouldRefuseAStepThatThisBuildDoesNotKnow() {
        RunProto.Program unknown =
                RunProto.Program.newBuilder().addSteps(RunProto.Step.getDefaultInstance()).build();

        assertThatThrownBy(() -> StepCodec.decode(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown or missing step");
    }

    @Test
    void shouldRefuseRepeatsNestedTooDeep() {
        RunProto.Step step = RunProto.Step.newBuilder().setForkTask("x").build();
        for (int i = 0; i <= Step.MAX_NESTING; i++) {
            step =
                    RunProto.Step.newBuilder()
                            .setRepeat(RunProto.Step.Repeat.newBuilder().addBody(step))
                            .build();
        }
        RunProto.Program program = RunProto.Program.newBuilder().addSteps(step).build();

        assertThatThrownBy(() -> StepCodec.decode(program))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested deeper than 16");
    }

    private static List<HostSpec> overTheWire(List<HostSpec> hosts)
            throws InvalidProtocolBufferException {
        byte[] bytes = HostsCodec.encode(hosts).toByteArray();
        return HostsCodec.decode(RunProto.Hosts.parseFrom(bytes));
    }

    /** A new object each time, equal to the others. */
    private static KernelSpec sharedKernel() {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(
                    TaskSpec.normal(
                            "task-" + i,
                            10,
                            List.of(
                                    new Step.Compute(Amount.of(20_000)),
                                    new Step.Sleep(new Amount.Exponential(50_000)))));
        }
        return KernelSpec.of(CpuTopology.flat(4), CostProfile.LAB, SchedulerSpec.NONE, tasks);
    }

    private static HostSpec host(int index, long endNs, KernelSpec kernel) {
        return new HostSpec(
                "host-" + index,
                index,
                "group",
                1,
                endNs,
                kernel,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static TreeSet<String> namesOf(List<?> values) {
        TreeSet<String> names = new TreeSet<>();
        values.forEach(value -> names.add(value.getClass().getName()));
        return names;
    }

    private static TreeSet<String> namesOf(Class<?> sealed) {
        TreeSet<String> names = new TreeSet<>();
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (kind.isSealed()) {
                names.addAll(namesOf(kind));
            } else {
                names.add(kind.getName());
            }
        }
        return names;
    }
}
