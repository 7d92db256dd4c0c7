package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.ProgramFault;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.GlobalSection;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.bpf.object.LinkedObject;
import org.scxfleet.host.Host;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.topology.CpuTopology;

/** The kernel's scx_qmap by itself: what it counts, and how it numbers CPUs. */
class QmapObjectTest {
    private static final BpfSchedulerFactory OBJECT =
            BpfSchedulerFactory.of(
                    "qmap", KernelObjects.example("scx_qmap.bpf.o"), Profiles.shipped("qmap"));

    private final List<SchedulerOps> made = new ArrayList<>();

    private Host run(CpuTopology topology, String... options) {
        return run(topology, 500 * Workloads.MS_NS, options);
    }

    private Host run(CpuTopology topology, long endNs, String... options) {
        SortedMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        KernelSpec kernel =
                Workloads.kernel(
                        topology,
                        new SchedulerSpec("qmap", given, ""),
                        Workloads.periodic(topology.cpuCount()));
        return Workloads.run(
                kernel,
                spec ->
                        environment -> {
                            SchedulerOps ops = OBJECT.create(environment);
                            made.add(ops);
                            return ops;
                        },
                endNs);
    }

    /** A member of the struct that user space shares with the programs. */
    private long statistic(String member) {
        return memory().load64(statisticAddress(member));
    }

    private Machine machine() {
        return ((BpfScheduler) made.getLast()).machine();
    }

    private AddressSpace memory() {
        return machine().memory();
    }

    private static long statisticAddress(String member) {
        BpfObject object = OBJECT.linked().object();
        GlobalSection section = object.arenaSection();
        assertThat(section).isNotNull();
        GlobalSection.Variable qa = section.variable("qa");
        assertThat(qa).isNotNull();
        BtfType.Composite type = (BtfType.Composite) object.btf().resolved(qa.type());
        for (BtfType.Member each : type.members()) {
            if (each.name().equals(member)) {
                return LinkedObject.ARENA_IMAGE_START + qa.offset() + each.bitOffset() / 8;
            }
        }
        throw new IllegalArgumentException(member);
    }

    @Test
    void shouldCountWhatItQueuesAndDispatches() {
        Host host = run(CpuTopology.flat(8));
        assertThat(host.report().kernels().getFirst().exits()).isEmpty();
        assertThat(made.getLast().form()).isEqualTo(OpsForm.CID);
        long queued = statistic("nr_enqueued");
        assertThat(queued).isGreaterThan(100);
        assertThat(queued - statistic("nr_dispatched")).isBetween(0L, 30L);
        assertThat(statistic("nr_cids") & 0xffffffffL).isEqualTo(8);
        assertThat(statistic("nr_rescue_dsp")).isZero();
        assertThat(host.report().kernels().getFirst().schedulers().getFirst().output().statistics())
                .contains(new SchedulerOutput.Statistic("enq", queued))
                .contains(
                        new SchedulerOutput.Statistic("exp_lost", statistic("nr_expedited_lost")));
    }

    private static ExitInfo exit(Host host) {
        return host.report().kernels().getFirst().exits().getFirst();
    }

    @Test
    void shouldRunOnCidsThatItHasShuffled() {
        Host plain = run(CpuTopology.flat(8));
        Host shuffled = run(CpuTopology.flat(8), "C", "shuffle");
        assertThat(shuffled.report().kernels().getFirst().exits()).isEmpty();
        assertThat(statistic("nr_dispatched")).isGreaterThan(100);
        assertThat(shuffled.digest()).isNotEqualTo(plain.digest());
    }

    @ParameterizedTest
    @CsvSource({
        "bad-dup, cid 0 assigned to multiple cpus",
        "bad-range, invalid cid 8",
        "bad-mono, scx_bpf_cid_override: shard_start not increasing at [2]"
    })
    void shouldBeEndedForNumberingCpusWrongly(String mode, String message) {
        ExitInfo exit = exit(run(CpuTopology.flat(8), "C", mode));
        assertThat(exit.kind()).isEqualTo(ExitKind.ERROR);
        assertThat(exit.message()).isEqualTo(message);
    }

    @Test
    void shouldNotBeLoadedWhereItsLoaderWouldRefuse() {
        assertThatThrownBy(() -> run(CpuTopology.flat(2), "C", "bad-mono"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad-mono needs >= 3 cpus");
        assertThatThrownBy(() -> run(CpuTopology.flat(1025)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exceeds the cap of 1024");
    }

    @Test
    void shouldWriteItsQueuesIntoTheDumpOfAnError() {
        ExitInfo exit = exit(run(CpuTopology.flat(4), "e", "100"));
        assertThat(exit.dump()).contains("QMAP FIFO[2]:", "QMAP: dsp_idx=", "QMAP: force_local=");
        assertThat(exit(run(CpuTopology.flat(4), "e", "100", "S", "")).dump())
                .doesNotContain("QMAP");
    }

    @Test
    void shouldHoldEveryCidAsTheRoot() {
        run(CpuTopology.flat(70));
        long held = statisticAddress("held_excl");
        assertThat(memory().load32(held + 4)).as("cids").isEqualTo(70);
        assertThat(memory().load64(held + 16)).isEqualTo(-1L);
        assertThat(memory().load64(held + 24)).isEqualTo((1L << 6) - 1);
    }

    @Test
    void shouldNotBeLoadedIfItCalledAFunctionOverCpus() {
        byte[] object = KernelObjects.example("scx_qmap.bpf.o");
        byte[] name = "scx_bpf_kick_cid".getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at <= object.length - name.length; at++) {
            if (Arrays.equals(object, at, at + name.length, name, 0, name.length)) {
                object[at + name.length - 2] = 'p';
                object[at + name.length - 1] = 'u';
            }
        }
        assertThatThrownBy(() -> BpfSchedulerFactory.of("qmap", object, Profiles.shipped("qmap")))
                .isInstanceOf(ProgramRefused.class)
                .hasMessageContaining(
                        "calls scx_bpf_kick_cpu, which schedulers of the cid form may not call");
    }

    @Test
    void shouldNotWriteWhatTheCidFormSetsByFunctionsOnly() {
        run(CpuTopology.flat(2));
        KernelMemory views = HostEnvironment.of(machine()).memory();
        ExtKernel.All kernel = views.kernel();
        assertThat(kernel).isNotNull();
        long task = views.address(kernel.taskByNumber(0));
        for (String field : List.of("scx.slice", "scx.dsq_vtime")) {
            long address = task + KernelTypes.TASK.offset(field);
            assertThatThrownBy(() -> memory().store64(address, 1))
                    .isInstanceOf(ProgramFault.class)
                    .hasMessageContaining("task_struct." + field)
                    .hasMessageContaining("cid form may not write");
        }
    }

    @Test
    void shouldPrintEventsAndCgroupsWhenAskedTo() {
        Host host = run(CpuTopology.flat(2), 1_100 * Workloads.MS_NS, "P", "", "M", "");
        List<String> lines =
                host.report().kernels().getFirst().schedulers().getFirst().output().lines().stream()
                        .map(SchedulerOutput.Line::text)
                        .toList();
        assertThat(lines.getFirst()).startsWith("CGRP INIT 1 weight=100 period=100000 quota=-1");
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("SCX_EV_REFILL_SLICE_DFL:"));
    }
}
