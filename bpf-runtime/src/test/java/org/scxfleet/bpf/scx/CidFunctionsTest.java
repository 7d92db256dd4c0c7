package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.ArenaMap;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Arena;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.host.Host;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.Scx;
import org.scxfleet.topology.CpuTopology;

/**
 * The functions over cids and sub-schedulers as a program calls them, on a host that runs a
 * scheduler of the cid form.
 */
class CidFunctionsTest {
    /** Cids 0-7 are the CPUs 0, 4, 1, 5, 2, 6, 3, 7. */
    private static final CpuTopology SMT = CpuTopology.regular("smt", 1, 2, 1, 2, 2, false);

    private static final long USER = Arena.USER_VIEW_BASE;
    private static final long HALF_MS = 500_000;

    private final List<BpfScheduler> made = new ArrayList<>();
    private Host host;
    private Machine machine;
    private AddressSpace memory;

    /** A place in the arena that the scheduler does not use. */
    private long scratch;

    @BeforeEach
    void start() {
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        "qmap", KernelObjects.example("scx_qmap.bpf.o"), Profiles.shipped("qmap"));
        KernelSpec kernel = Workloads.kernel(SMT, SchedulerSpec.builtin("qmap"), Workloads.hogs(8));
        host =
                Workloads.run(
                        kernel,
                        spec ->
                                environment -> {
                                    made.add((BpfScheduler) factory.create(environment));
                                    return made.getLast();
                                },
                        10 * Workloads.MS_NS);
        machine = made.getLast().machine();
        memory = machine.memory();
        scratch = arena(machine).allocate(0, 1);
    }

    private static Arena arena(Machine machine) {
        return machine.maps().stream()
                .filter(ArenaMap.class::isInstance)
                .map(map -> ((ArenaMap) map).arena())
                .findFirst()
                .orElseThrow();
    }

    private long call(String name, long... arguments) {
        long[] a = Arrays.copyOf(arguments, 5);
        HostFunction function = ScxTable.TABLE.named(name).target();
        return function.call(machine, a[0], a[1], a[2], a[3], a[4]);
    }

    /** How the scheduler ended, once the host has gone on for a moment. */
    private String ending() {
        host.advance(10 * Workloads.MS_NS + HALF_MS, List.of(), envelope -> {});
        List<ExitInfo> exits = host.report().kernels().getFirst().exits();
        return exits.isEmpty() ? "" : exits.getFirst().message();
    }

    private void mask(long base, long count, long words) {
        memory.store32(scratch, base);
        memory.store32(scratch + 4, count);
        memory.store32(scratch + 8, words);
        memory.store64(scratch + 16, 0);
    }

    @Test
    void shouldTranslateBetweenCpusAndCids() {
        assertThat(call("scx_bpf_nr_cids")).isEqualTo(8);
        assertThat(call("scx_bpf_nr_online_cids")).isEqualTo(8);
        assertThat(call("scx_bpf_cid_to_cpu", 1)).isEqualTo(4);
        assertThat(call("scx_bpf_cpu_to_cid", 5)).isEqualTo(3);
        assertThat(call("scx_bpf_cidperf_cap", 3)).isEqualTo(1024);
        assertThat(call("scx_bpf_cidperf_set", 3, 100)).isZero();
        assertThat(call("scx_bpf_cid_curr", 3)).isNotZero();
        assertThat(ending()).isEmpty();
    }

    @Test
    void shouldHandOutTheOnlineCidsInTheArena() {
        long online = call("scx_bpf_online_cmask");
        assertThat(online).isGreaterThan(USER);
        assertThat(memory.load32(online)).isZero();
        assertThat(memory.load32(online + 4)).isEqualTo(8);
        assertThat(memory.load32(online + 8)).isEqualTo(2);
        assertThat(memory.load64(online + 16)).isEqualTo(0xff);
    }

    @Test
    void shouldFillInAsMuchOfAPlaceAsTheProgramKnows() {
        call("scx_bpf_cid_topo", 6, scratch, 12);
        assertThat(memory.load32(scratch)).isEqualTo(6);
        assertThat(memory.load32(scratch + 4)).isEqualTo(3);
        assertThat(memory.load32(scratch + 8)).isEqualTo(4);
        assertThat(memory.load32(scratch + 12)).as("beyond").isZero();
        call("scx_bpf_cid_topo", 6, scratch, 40);
        assertThat(memory.load32(scratch + 16)).as("node").isEqualTo(4);
        assertThat((int) memory.load32(scratch + 32)).as("unknown here").isEqualTo(-1);
        assertThat(ending()).isEmpty();
    }

    @Test
    void shouldEndASchedulerThatAsksForThePlaceOfNoCid() {
        call("scx_bpf_cid_topo", 8, scratch, 32);
        assertThat((int) memory.load32(scratch + 28)).isEqualTo(-1);
        assertThat(ending()).isEqualTo("invalid cid 8");
    }

    @Test
    void shouldTellTheRootThatItHoldsEverythingWithinTheWindowThatItAsksAbout() {
        mask(3, 4, 2);
        // Both views of the arena mean the same mask.
        assertThat(call("scx_bpf_sub_caps", 0, 2, USER | scratch)).isZero();
        assertThat(memory.load64(scratch + 16)).isEqualTo(0x78);
        assertThat(call("scx_bpf_sub_caps", 0, 0, scratch)).isZero();
        assertThat(memory.load64(scratch + 16)).isZero();
        assertThat(ending()).isEmpty();
    }

    @Test
    void shouldHaveNoSubSchedulers() {
        mask(0, 8, 2);
        assertThat(call("scx_bpf_sub_caps", 5, 2, scratch)).isEqualTo(Scx.ENODEV);
        assertThat(call("scx_bpf_sub_grant", 5, 2, scratch, 0)).isEqualTo(Scx.ENODEV);
        assertThat(call("scx_bpf_sub_kill_bstr", 5, 0, 0, 0)).isEqualTo(Scx.ENODEV);
        assertThat(call("scx_bpf_sub_dispatch", 5)).isZero();
        assertThat(ending()).isEmpty();
    }

    @Test
    void shouldEndASchedulerThatAsksForACapabilityThatDoesNotExist() {
        mask(0, 8, 2);
        assertThat(call("scx_bpf_sub_caps", 0, 16, scratch)).isEqualTo(Scx.EINVAL);
        assertThat(ending()).isEqualTo("invalid caps 0x10");
    }

    @Test
    void shouldEndASchedulerWhoseMaskIsLongerThanItsStorage() {
        mask(4, 4, 1);
        assertThat(call("scx_bpf_sub_caps", 0, 2, scratch)).isEqualTo(Scx.EINVAL);
        assertThat(ending()).isEqualTo("invalid out (-22)");
    }

    @Test
    void shouldEndASchedulerWhoseMaskReachesBeyondTheCids() {
        mask(4, 5, 2);
        assertThat(call("scx_bpf_sub_caps", 0, 2, scratch)).isEqualTo(Scx.EINVAL);
        assertThat(ending()).isEqualTo("invalid out (-22)");
    }
}
