package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.map.RingBuffer;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.bpf.scx.BpfScheduler;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.host.Host;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.topology.CpuTopology;

/** The schedulers of {@code examples/bpf} on a host with two caches. */
class ExampleSchedulersTest {
    private static final CpuTopology TWO_CACHES = CpuTopology.regular("two", 1, 1, 2, 2, 1, true);
    private static final long DURATION_NS = 300 * SmallHost.MS_NS;

    static List<String> examples() throws IOException {
        return CompiledObjects.exampleNames();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldRunCompiledAsInterpreted(String name) throws IOException {
        Path folder = CompiledObjects.examples();
        byte[] object = CompiledObjects.object(folder, name);
        Host compiled = SmallHost.run(TWO_CACHES, factory(name), DURATION_NS);
        Host interpreted =
                SmallHost.run(
                        TWO_CACHES,
                        BpfSchedulerFactory.interpreted(
                                name, object, CompiledObjects.profile(folder, name)),
                        DURATION_NS);
        assertThat(exits(compiled)).isEmpty();
        assertThat(interpreted.digest()).isEqualTo(compiled.digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "llc_vtime"})
    void shouldTakeTheOptionsOfItsProfile(String name) throws IOException {
        long slow = SmallHost.run(TWO_CACHES, factory(name), DURATION_NS).digest();
        Host quick = SmallHost.run(TWO_CACHES, with(factory(name), "s", "500"), DURATION_NS);
        assertThat(exits(quick)).isEmpty();
        assertThat(quick.digest()).isNotEqualTo(slow);
    }

    @Test
    void shouldEvenOutTheQueuesOfTwoCaches() throws IOException {
        BpfScheduler scheduler = scheduler("llc_vtime");
        int caches = scheduler.machine().map(handle(scheduler, "llcs")).spec().maxEntries();
        assertThat(caches).isEqualTo(128);
        long moved = 0;
        for (int llc = 0; llc < 2; llc++) {
            long value = scheduler.machine().map(handle(scheduler, "llcs")).elementValue(llc, 0);
            moved += scheduler.machine().memory().load64(value + 8);
        }
        assertThat(moved).isPositive();
    }

    @Test
    void shouldKeepABookOfStarts() throws IOException {
        BpfScheduler scheduler = scheduler("ledger");
        RingBuffer starts = (RingBuffer) scheduler.machine().map(handle(scheduler, "starts"));
        byte[] first = starts.read();
        byte[] second = starts.read();
        assertThat(first).hasSize(24);
        assertThat(Bytes.get(second, 0, 8)).isGreaterThanOrEqualTo(Bytes.get(first, 0, 8));
    }

    @Test
    void shouldStallWhereItIsToldTo() throws IOException {
        Host host =
                SmallHost.run(
                        TWO_CACHES, with(factory("staller"), "n", "20"), 3000 * SmallHost.MS_NS);
        assertThat(exits(host)).extracting(ExitInfo::kind).containsExactly(ExitKind.ERROR_STALL);
        assertThat(exits(host).getFirst().message()).contains("failed to run for");
    }

    /** The scheduler after a run. */
    private static BpfScheduler scheduler(String name) throws IOException {
        List<BpfScheduler> made = new ArrayList<>();
        BpfSchedulerFactory factory = factory(name);
        Host host =
                SmallHost.run(
                        TWO_CACHES,
                        environment -> {
                            BpfScheduler scheduler = (BpfScheduler) factory.create(environment);
                            made.add(scheduler);
                            return scheduler;
                        },
                        DURATION_NS);
        assertThat(exits(host)).isEmpty();
        return made.getFirst();
    }

    private static long handle(BpfScheduler scheduler, String map) {
        return scheduler.machine().maps().stream()
                .filter(each -> each.spec().name().equals(map))
                .mapToLong(scheduler.machine()::handle)
                .findFirst()
                .orElseThrow();
    }

    private static List<ExitInfo> exits(Host host) {
        return host.report().kernels().getFirst().exits();
    }

    private static BpfSchedulerFactory factory(String name) throws IOException {
        Path folder = CompiledObjects.examples();
        return BpfSchedulerFactory.of(
                name, CompiledObjects.object(folder, name), CompiledObjects.profile(folder, name));
    }

    private static SchedulerFactory with(BpfSchedulerFactory factory, String option, String value) {
        SortedMap<String, String> options = new TreeMap<>(Map.of(option, value));
        return environment ->
                factory.create(
                        new SchedulerEnvironment(
                                environment.topology(),
                                options,
                                environment.hz(),
                                environment.seed()));
    }
}
