package org.scxfleet.tests.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.tests.conformance.SelfTestHost.ATTACH_NS;
import static org.scxfleet.tests.conformance.SelfTestHost.MS;
import static org.scxfleet.tests.conformance.SelfTestHost.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.tests.conformance.KernelTest;
import org.scxfleet.tests.conformance.SelfTestHost;

/** Objects that are loaded, attached and detached, or refused. */
class LoadObjectsTest {
    private static final String LINK = "link";
    private static final long DETACH_NS = 400 * MS;
    private static final long END_NS = SECOND;

    private static SelfTestHost boot(SelfTestObject object) {
        return SelfTestHost.draft().attach(ATTACH_NS, LINK, object).detach(DETACH_NS).boot(END_NS);
    }

    private static void assertAttachedAndDetached(SelfTestHost host) {
        assertThat(host.runTo(ATTACH_NS + 1).state().state()).isEqualTo("enabled");
        assertThat(host.runTo(DETACH_NS + 1).state().state()).isEqualTo("disabled");
        assertThat(host.runTo(END_NS).exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.kind()).isEqualTo(ExitKind.UNREG));
    }

    /** The object of maybe_null has the name of minimal, and keeps no exit record. */
    @ParameterizedTest
    @ValueSource(strings = {"minimal", "maybe_null"})
    @KernelTest("minimal")
    void shouldAttachAndDetach(String name) {
        assertAttachedAndDetached(boot(SelfTestObject.load(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maximal", "create_dsq"})
    @KernelTest("maximal")
    void shouldAttachAndDetachWithARecord(String name) {
        SelfTestObject object = SelfTestObject.load(name);
        SelfTestHost host = boot(object);
        assertAttachedAndDetached(host);
        object.assertEnded(host, ExitKind.UNREG);
    }

    @Test
    @KernelTest("reload_loop")
    void shouldPassReloadLoop() {
        int rounds = 1_024;
        SelfTestObject object = SelfTestObject.load("maximal");
        SeededRandom random = new SeededRandom(1);
        SelfTestHost.Draft draft = SelfTestHost.draft().unchecked();
        long endNs = 0;
        for (String thread : new String[] {"first", "second"}) {
            long atNs = ATTACH_NS;
            for (int i = 0; i < rounds; i++) {
                draft.attach(atNs, thread, object);
                atNs += 1_000 * random.below(300L);
                draft.detach(atNs, thread);
                atNs += 1_000 * random.below(300L);
            }
            endNs = Math.max(endNs, atNs);
        }
        SelfTestHost host = draft.boot(endNs + SECOND).runTo(endNs + SECOND);
        long attached = host.state().enableSequence();
        assertThat(attached + host.notices("scheduler-busy")).isEqualTo(2L * rounds);
        assertThat(host.exits())
                .hasSize((int) attached)
                .allSatisfy(exit -> assertThat(exit.kind()).isEqualTo(ExitKind.UNREG));
    }

    @Test
    @KernelTest("enq_last_no_enq_fails")
    void shouldPassEnqLastNoEnqFails() {
        SelfTestObject object = SelfTestObject.load("enq_last_no_enq_fails");
        SelfTestHost host = boot(object).runTo(ATTACH_NS + 1);
        // Attaching succeeds, and the scheduler has ended when it returns.
        assertThat(object.value("exit_kind")).isEqualTo(ExitKind.ERROR.value());
        assertThat(host.exits().getFirst().message())
                .isEqualTo("SCX_OPS_ENQ_LAST requires ops.enqueue() to be implemented");
    }

    @Test
    @KernelTest("prog_run")
    void shouldPassProgRun() {
        SelfTestObject object = SelfTestObject.load("prog_run");
        SelfTestHost host =
                SelfTestHost.draft()
                        .attach(ATTACH_NS, LINK, object)
                        .runProgram(2 * ATTACH_NS, "prog_run_syscall")
                        .boot(END_NS)
                        .runTo(END_NS);
        assertThat(host.programResults()).containsExactly(0L);
        object.assertEnded(host, ExitKind.UNREG_BPF);
        assertThat(object.value("uei.exit_code")).isEqualTo(0xdeadbeefL);
        assertThat(object.message()).isEqualTo("Exited from PROG_RUN");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    @KernelTest("exit")
    void shouldPassExit(int point) {
        SelfTestObject object = SelfTestObject.load("exit", "point", Integer.toString(point));
        SelfTestHost host = boot(object).runTo(DETACH_NS - 1);
        object.assertEnded(host, ExitKind.UNREG_BPF);
        assertThat(object.value("uei.exit_code")).isEqualTo(point);
        assertThat(object.message()).isEqualTo(Integer.toString(point));
    }

    @ParameterizedTest
    @CsvSource({
        "maybe_null_fail_dsp, argument 2 of ops.dispatch",
        "maybe_null_fail_yld, argument 2 of ops.yield",
    })
    @KernelTest("maybe_null")
    void shouldRefuseToLookThroughWhatMayBeNull(String name, String why) {
        assertThatThrownBy(() -> SelfTestObject.loadWith(name, "options: []\n"))
                .isInstanceOf(ProgramRefused.class)
                .hasMessageContaining(why)
                .hasMessageContaining("may be NULL");
    }

    @Test
    @KernelTest("non_scx_kfunc_deny")
    void shouldRefuseFunctionsOfSchedExtToOtherStructOps() {
        assertThatThrownBy(() -> SelfTestObject.loadWith("non_scx_kfunc_deny", "options: []\n"))
                .isInstanceOf(ProgramRefused.class)
                .hasMessageContaining("calls scx_bpf_kick_cpu, which may not be called from")
                .hasMessageContaining("tcp_congestion_ops.ssthresh");
    }

    @ParameterizedTest
    @CsvSource({
        "ddsp_bogus_dsq_fail, non-existent DSQ 0xcafef00d",
        "ddsp_vtimelocal_fail, cannot use vtime ordering for built-in DSQs",
        "select_cpu_dispatch_bad_dsq, non-existent DSQ 0xcafef00d",
        "select_cpu_dispatch_dbl_dsp, already direct-dispatched",
    })
    @KernelTest("ddsp_bogus_dsq_fail")
    void shouldEndWithAnErrorOnAWrongInsertion(String name, String message) {
        SelfTestObject object = SelfTestObject.load(name);
        SelfTestHost host =
                SelfTestHost.draft()
                        .attach(ATTACH_NS, LINK, object)
                        .boot(ATTACH_NS + SECOND)
                        .runTo(ATTACH_NS + SECOND);
        object.assertEnded(host, ExitKind.ERROR);
        assertThat(object.message()).endsWith(message);
    }
}
