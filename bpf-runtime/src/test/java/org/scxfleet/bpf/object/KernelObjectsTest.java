package org.scxfleet.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.code.BareEnvironment;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.Opcode;
import org.scxfleet.bpf.compile.ImageCompiler;
import org.scxfleet.bpf.memory.MemoryLimit;

/**
 * Every object that the kernel's own source offers is read, linked against that kernel's types and
 * compiled.
 */
class KernelObjectsTest {
    @Test
    void shouldReadLinkAndCompileEveryObject() {
        KernelInterface kernel = KernelObjects.realKernel();
        SoftAssertions softly = new SoftAssertions();
        int count = 0;
        for (Path path : KernelObjects.all()) {
            String name = path.getFileName().toString();
            ObjectReport report = ObjectReport.of(name, KernelObjects.bytes(path), kernel);
            softly.assertThat(report.refusal()).as(name).isNull();
            softly.assertThat(report.runs()).as(name + " " + report.missing()).isTrue();
            if (report.refusal() == null) {
                LinkedObject linked = link(KernelObjects.bytes(path), kernel);
                softly.assertThat(ImageCompiler.compile(linked.image())).as(name).isNotNull();
            }
            count++;
        }
        softly.assertThat(count).isEqualTo(40);
        softly.assertAll();
    }

    @Test
    void shouldFindTheKnownSizesOfTheExampleSchedulers() {
        Map<String, Integer> instructions = new LinkedHashMap<>();
        instructions.put("cpu0", 171);
        instructions.put("simple", 268);
        instructions.put("userland", 381);
        instructions.put("central", 719);
        instructions.put("pair", 755);
        instructions.put("sdt", 1128);
        instructions.put("flatcg", 1661);
        instructions.put("qmap", 9280);
        KernelInterface kernel = KernelObjects.realKernel();
        instructions.forEach((name, count) -> {
            byte[] bytes = KernelObjects.example("scx_" + name + ".bpf.o");
            ObjectReport report = ObjectReport.of(name, bytes, kernel);
            assertThat(report.name()).isEqualTo(name);
            assertThat(report.instructions()).as(name).isEqualTo(count);
        });
    }

    @Test
    void shouldDescribeTheSimpleScheduler() {
        ObjectReport report =
                ObjectReport.of(
                        "scx_simple.bpf.o",
                        KernelObjects.example("scx_simple.bpf.o"),
                        KernelObjects.realKernel());
        assertThat(report.opsType()).isEqualTo("sched_ext_ops");
        assertThat(report.ops())
                .containsExactlyInAnyOrder(
                        "select_cpu",
                        "enqueue",
                        "dispatch",
                        "running",
                        "stopping",
                        "enable",
                        "init",
                        "exit");
        assertThat(report.maps())
                .containsExactly(new ObjectReport.MapLine("stats", "PERCPU_ARRAY", 4, 8, 2));
        assertThat(report.sections())
                .anySatisfy(section -> {
                    assertThat(section.name()).isEqualTo(".rodata");
                    assertThat(section.variables()).contains("fifo_sched", "__SCX_SLICE_DFL");
                });
        assertThat(report.kernelFunctions()).contains("scx_bpf_create_dsq");
        assertThat(report.missing()).noneMatch(Missing::fatal);
    }

    /** Offsets on this kernel's types, read with bpftool from them. */
    @Test
    void shouldRelocateFieldAccessesToTheKernelsOffsets() {
        Btf types = KernelObjects.kernelTypes();
        assertThat(
                        types.sizeBytes(
                                types.find(
                                        org.scxfleet.bpf.btf.BtfType.Composite.class,
                                        "task_struct")))
                .isEqualTo(6144);
        TreeSet<Integer> offsets =
                loadOffsets(
                        link(KernelObjects.example("scx_simple.bpf.o"), KernelObjects.realKernel()),
                        List.of("simple_running", "simple_stopping", "simple_enqueue"));
        // p->scx.weight, p->scx.slice, p->scx.dsq_vtime
        assertThat(offsets).contains(892, 984, 992);
    }

    private static TreeSet<Integer> loadOffsets(LinkedObject linked, List<String> names) {
        TreeSet<Integer> offsets = new TreeSet<>();
        for (BpfFunction function : linked.image().functions()) {
            if (!names.contains(function.name())) {
                continue;
            }
            for (int pc = function.start(); pc < function.end(); pc++) {
                Instruction instruction = linked.image().instruction(pc);
                if (Opcode.classOf(instruction.opcode()) == Opcode.LDX) {
                    offsets.add(instruction.offset());
                }
            }
        }
        return offsets;
    }

    @Test
    void shouldPlaceGlobalVariablesWhereProgramsReadThem() {
        LinkedObject linked =
                link(KernelObjects.example("scx_simple.bpf.o"), KernelObjects.realKernel());
        LoadPlan plan = new LoadPlan(linked, ImageCompiler.compile(linked.image()));
        assertThat(plan.setNumber("__SCX_SLICE_DFL", 20_000_000)).isTrue();
        assertThat(plan.setNumber("no_such_variable", 1)).isFalse();
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            machines.add(
                    plan.newMachine(
                            new BareEnvironment(),
                            new MemoryLimit(MemoryLimit.DEFAULT_BYTES),
                            Machine.DEFAULT_BUDGET));
        }
        LoadPlan.Location location = plan.find("__SCX_SLICE_DFL");
        assertThat(location).isNotNull();
        for (Machine machine : machines) {
            assertThat(machine.memory().load64(location.address())).isEqualTo(20_000_000);
        }
        // Written data is each machine's own.
        LoadPlan.Location written = plan.find("vtime_now");
        machines.getFirst().memory().store64(written.address(), 7);
        assertThat(machines.getLast().memory().load64(written.address())).isZero();
    }

    static LinkedObject link(byte[] bytes, KernelInterface kernel) {
        return ProgramLinker.link(BpfObject.read("object", bytes), kernel, List.of());
    }
}
