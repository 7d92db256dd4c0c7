package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.ShippedProfiles;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.topology.CpuTopology;

/** What a loader would set is set, on objects of the kernel. */
class LoaderProfileTest {
    private static BpfSchedulerFactory factory(String example, LoaderProfile profile) {
        return BpfSchedulerFactory.of(
                example, KernelObjects.example("scx_" + example + ".bpf.o"), profile);
    }

    private static BpfScheduler create(BpfSchedulerFactory factory, int cpus, String... options) {
        SortedMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return (BpfScheduler)
                factory.create(new SchedulerEnvironment(CpuTopology.flat(cpus), given, 250, 1));
    }

    @Test
    void shouldFillTheKernelsConstantsWithoutAnyProfile() {
        BpfSchedulerFactory factory = factory("simple", LoaderProfile.NONE);
        BpfScheduler scheduler = create(factory, 4);
        assertThat(Globals.number(factory, scheduler, "__SCX_SLICE_DFL", 0)).isEqualTo(20_000_000);
        assertThat(Globals.number(factory, scheduler, "__SCX_DSQ_LOCAL", 0))
                .isEqualTo(1L << 63 | 2);
        assertThat(factory.notices()).hasSize(1);
    }

    @Test
    void shouldSetVariablesByOptionsAndTopology() {
        BpfSchedulerFactory factory = factory("central", Profiles.shipped("central"));
        BpfScheduler scheduler = create(factory, 6, "s", "5000", "central_cpu", "2");
        assertThat(Globals.number(factory, scheduler, "slice_ns", 0)).isEqualTo(5_000_000);
        assertThat(Globals.number(factory, scheduler, "central_cpu", 0)).isEqualTo(2);
        assertThat(Globals.number(factory, scheduler, "nr_cpu_ids", 0)).isEqualTo(6);
        assertThat(Globals.number(factory, create(factory, 3), "slice_ns", 0))
                .isEqualTo(20_000_000);
        assertThat(factory.notices()).isEmpty();
    }

    @Test
    void shouldSizeArraysOverCpus() {
        BpfSchedulerFactory factory = factory("central", Profiles.shipped("central"));
        BpfScheduler scheduler = create(factory, 6);
        assertThat(valueBytes(scheduler, ".data.cpu_started_at")).isEqualTo(48);
        assertThat(valueBytes(scheduler, ".data.cpu_gimme_task")).isEqualTo(6);
        assertThat(valueBytes(scheduler, ".data.uei_dump")).isEqualTo(32_768);
        // Without a profile, what looks like such an array is sized too.
        BpfScheduler plain = create(factory("central", LoaderProfile.NONE), 6);
        assertThat(valueBytes(plain, ".data.cpu_started_at")).isEqualTo(48);
    }

    private static int valueBytes(BpfScheduler scheduler, String map) {
        return scheduler.machine().maps().stream()
                .filter(each -> each.spec().name().equals(map))
                .mapToInt(each -> each.spec().valueBytes())
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "8, 4, 0:4 1:5 2:6 3:7",
        "8, 1, 0:1 2:3 4:5 6:7",
        "8, 2, 0:2 1:3 4:6 5:7",
        "8, 12, 0:4 1:5 2:6 3:7"
    })
    void shouldPairCpusAsTheLoaderDoes(int cpus, int stride, String pairs) {
        BpfSchedulerFactory factory = factory("pair", Profiles.shipped("pair"));
        BpfScheduler scheduler = create(factory, cpus, "S", Integer.toString(stride));
        int id = 0;
        for (String pair : pairs.split(" ")) {
            int first = Integer.parseInt(pair.substring(0, 1));
            int second = Integer.parseInt(pair.substring(2));
            assertThat(Globals.number(factory, scheduler, "pair_cpu", 4 * first)).isEqualTo(second);
            assertThat(Globals.number(factory, scheduler, "pair_cpu", 4 * second)).isEqualTo(first);
            assertThat(Globals.number(factory, scheduler, "pair_id", 4 * first)).isEqualTo(id);
            assertThat(Globals.number(factory, scheduler, "pair_id", 4 * second)).isEqualTo(id);
            assertThat(Globals.number(factory, scheduler, "in_pair_idx", 4 * first)).isZero();
            assertThat(Globals.number(factory, scheduler, "in_pair_idx", 4 * second)).isEqualTo(1);
            id++;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, S, 1, requires an even CPU count",
        "8, S, 0, must be positive",
        "8, S, 3, three CPUs want to be a pair",
        "8, S, 8, its own pair",
        "8, T, 1, option 'T' is unknown; known are S (stride)",
        "8, S, many, takes a whole number"
    })
    void shouldRefuseAsTheLoaderDoes(int cpus, String key, String value, String message) {
        BpfSchedulerFactory factory = factory("pair", Profiles.shipped("pair"));
        assertThatThrownBy(() -> create(factory, cpus, key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scheduler pair: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rodata: {nothing: 1}",
                "rodata: {fifo_sched: {a: 1}}",
                "rodata: {fifo_sched: [1]}",
                "rodata: {fifo_sched: $option.x}",
                "rodata: {fifo_sched: 1 / 0}",
                "bss: {vtime_now: {text: a}}",
                "sections: {.bss: 3}",
                "sections: {.nothing: 3}",
                "maps: {nothing: {max_entries: 1}}"
            })
    void shouldSayWhatDoesNotFitTheObject(String yaml) {
        assertThatThrownBy(() -> create(factory("simple", Profiles.read("p.yaml", yaml)), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("profile p.yaml for simple");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nothing: 1; nothing: is not known; there are options, require, ops",
                "ops: {flag: 1}; ops.flag: is not known",
                "rodata: [1]; rodata: takes keys with values",
                "options: {a: 1}; options: takes a list",
                "options: [{kind: word, name: a}]; options[0].kind: is flag, number or choice",
                "rodata: {a: '1 +'}; rodata.a: expression '1 +': it ends too early",
                "ops: {flags: 1.5}; ops.flags: is a number or an expression"
            })
    void shouldSayWhichKeyIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> Profiles.read("p.yaml", yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("profile p.yaml: ")
                .hasMessageContaining(message);
    }

    @Test
    void shouldChangeNumbersOfTheOpsAndDropMembers() {
        LoaderProfile profile =
                Profiles.read(
                        "p.yaml",
                        "ops: {flags: $self | SCX_OPS_SWITCH_PARTIAL, timeout_ms: 1000}\n"
                                + "drop_ops: [running, stopping]");
        BpfScheduler scheduler = create(factory("simple", profile), 2);
        assertThat(scheduler.settings().flags()).isEqualTo(1 << 3);
        assertThat(scheduler.settings().timeoutMs()).isEqualTo(1000);
        assertThat(scheduler.implemented().toString()).doesNotContain("RUNNING", "STOPPING");
        assertThatThrownBy(() -> factory("simple", Profiles.read("p", "drop_ops: [run]")))
                .isInstanceOf(ProgramRefused.class)
                .hasMessageContaining("no member run");
    }

    @Test
    void shouldShipAProfileForEveryExample() {
        assertThat(ShippedProfiles.names()).hasSize(8);
        for (String name : ShippedProfiles.names()) {
            assertThat(Profiles.shipped(name).source()).isEqualTo(name);
            assertThat(Profiles.shipped(name)).isNotEqualTo(LoaderProfile.NONE);
        }
        assertThat(ShippedProfiles.yaml("none of these")).isNull();
    }
}
