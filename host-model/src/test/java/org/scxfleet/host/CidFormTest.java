package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.host.RecordingOps.D;
import static org.scxfleet.host.RecordingOps.SLICE_NS;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.US;
import static org.scxfleet.host.TracedHost.about;
import static org.scxfleet.host.TracedHost.compute;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cid.CidMask;
import org.scxfleet.cid.CidTopology;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/** What a scheduler of the cid form sees and may do. */
class CidFormTest {
    /** Two cores of two threads: cids 0-3 are the CPUs 0, 2, 1, 3. */
    private static final CpuTopology SMT = CpuTopology.regular("smt", 1, 1, 1, 2, 2, false);

    private final RecordingOps ops = new RecordingOps().overCids();

    private TracedHost host(TaskSpec... tasks) {
        return TracedHost.of(SMT, ops, true, List.of(), List.of(), tasks);
    }

    private TracedHost withTimer(RecordingOps.Timer act) {
        ops.timerAtNs = MS;
        ops.timer = act;
        return host(task("T", 0, hog())).runTo(2 * MS);
    }

    private static ExitInfo exit(TracedHost traced) {
        return traced.exits().getFirst();
    }

    @Test
    void shouldSpeakOfCidsInEveryCallbackOverCpus() {
        ops.implemented.remove(Op.TICK);
        TracedHost traced = host(task("T", 0, List.of(2), compute(MS), suspend()));
        traced.runTo(500 * US);
        List<String> calls = traced.calls();
        assertThat(calls).contains("cpu2 dispatch(1, -)", "cpu2 update_idle(1, false)");
        traced.runTo(2 * MS);
        assertThat(traced.calls()).contains("cpu2 dispatch(1, T)", "cpu2 update_idle(1, true)");
    }

    @Test
    void shouldTakeTheSelectedCidForItsCpu() {
        ops.select = (kernel, task, prev, flags) -> 1;
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, SLICE_NS, 0);
        TracedHost traced = host(task("T", 0, hog())).runTo(MS);
        assertThat(traced.task("T").cpu).isEqualTo(2);
        assertThat(traced.calls()).contains("cpu0 select_cpu(T, 0, 0x4)");
    }

    @Test
    void shouldEndASchedulerThatSelectsNoCid() {
        ops.select = (kernel, task, prev, flags) -> 4;
        TracedHost traced = host(task("T", 0, hog())).runTo(MS);
        assertThat(exit(traced).message()).isEqualTo("invalid cid 4");
        assertThat(exit(traced).kind()).isEqualTo(ExitKind.ERROR);
    }

    @Test
    void shouldTakeTheNumberOfALocalDsqForACid() {
        List<Integer> queued = new ArrayList<>();
        ops.enqueue =
                (kernel, task, flags) -> {
                    kernel.dsqInsert(task, Scx.localOn(2), SLICE_NS, 0);
                    queued.add(kernel.dsqNrQueued(Scx.localOn(3)));
                };
        TracedHost traced = host(task("T", 0, hog())).runTo(MS);
        assertThat(traced.task("T").cpu).isEqualTo(1);
        assertThat(queued).containsExactly(0);
    }

    @Test
    void shouldEndASchedulerThatInsertsOnNoCid() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.localOn(9), SLICE_NS, 0);
        TracedHost traced = host(task("T", 0, hog())).runTo(MS);
        assertThat(exit(traced).message()).isEqualTo("invalid cid 9");
    }

    @Test
    void shouldTellTheAffinityAtEnableThenAgainThenTheWeight() {
        TracedHost traced = host(task("T", MS, List.of(1, 3), hog())).runTo(MS + 1);
        assertThat(about("T", traced.calls()))
                .startsWith(
                        "init_task(T, true, 0)",
                        "enable(T, 2-3)",
                        "set_cmask(T, 2-3)",
                        "set_weight(T, 100)");
        traced.kernel.change().setAffinity(traced.task("T"), CpuSet.of(4, 2));
        assertThat(about("T", traced.calls())).contains("set_cmask(T, 1)");
    }

    @Test
    void shouldNotTellTheAffinityTwiceToATaskThatComesIntoTheClass() {
        ops.settings = ops.settings.withFlags(Scx.OPS_SWITCH_PARTIAL);
        TracedHost traced =
                host(
                        task(
                                "T",
                                0,
                                new Step.SetAffinity(List.of(0)),
                                compute(MS),
                                new Step.SetScheduler(
                                        new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0)),
                                hog()));
        traced.runTo(500 * US);
        assertThat(about("T", traced.calls())).containsExactly("init_task(T, true, 0)");
        traced.runTo(1500 * US);
        assertThat(about("T", traced.calls()).subList(0, 3))
                .containsExactly("enable(T, 0)", "set_cmask(T, 0)", "set_weight(T, 100)");
    }

    @Test
    void shouldAnswerQuestionsOverCids() {
        List<Object> answers = new ArrayList<>();
        withTimer(kernel -> {
            answers.add(kernel.cidCount());
            answers.add(kernel.onlineCidCount());
            answers.add(kernel.cidToCpu(1));
            answers.add(kernel.cpuToCid(3));
            answers.add(kernel.cidTopology(3));
            answers.add(kernel.taskCid(kernel.taskByNumber(0)));
            answers.add(kernel.thisCid());
            answers.add(RecordingOps.name(kernel.cidCurrent(0)));
            answers.add(kernel.cidPerfCapacity(1));
            answers.add(kernel.cidPerfCurrent(1));
            answers.add(kernel.cidPerfSet(1, 512));
            answers.add(String.valueOf(kernel.onlineCids()));
        });
        assertThat(answers)
                .containsExactly(
                        4,
                        4,
                        2,
                        3,
                        new CidTopology(2, 1, 0, 0, 0, 0, 0, 0),
                        0,
                        0,
                        "T",
                        1024,
                        1024,
                        0,
                        "0-3");
    }

    private interface Question {
        Object ask(ExtKernel.Unlocked kernel);
    }

    private void answersAndEnds(Question question, Object expected, String message) {
        RecordingOps mine = new RecordingOps().overCids();
        List<Object> answers = new ArrayList<>();
        mine.timerAtNs = MS;
        mine.timer = kernel -> answers.add(String.valueOf(question.ask(kernel)));
        TracedHost traced =
                TracedHost.of(SMT, mine, true, List.of(), List.of(), task("T", 0, hog()));
        traced.runTo(2 * MS);
        assertThat(answers).containsExactly(String.valueOf(expected));
        assertThat(exit(traced).message()).isEqualTo(message);
    }

    @Test
    void shouldEndASchedulerThatAsksAboutNoCid() {
        answersAndEnds(kernel -> kernel.cidToCpu(4), Scx.EINVAL, "invalid cid 4");
        answersAndEnds(kernel -> kernel.cidToCpu(-1), Scx.EINVAL, "invalid cid -1");
        answersAndEnds(kernel -> kernel.cpuToCid(4), Scx.EINVAL, "invalid CPU 4");
        answersAndEnds(kernel -> kernel.cidCurrent(7), null, "invalid cid 7");
        answersAndEnds(kernel -> kernel.cidPerfSet(7, 1), Scx.EINVAL, "invalid cid 7");
        answersAndEnds(kernel -> kernel.cidPerfCapacity(7), 1024, "invalid cid 7");
        answersAndEnds(kernel -> kernel.cidTopology(7), CidTopology.NOWHERE, "invalid cid 7");
        answersAndEnds(
                kernel -> kernel.cidPerfSet(1, 1025),
                Scx.EINVAL,
                "Invalid cpuperf target 1025 for CPU 2");
    }

    @Test
    void shouldEndASchedulerThatUsesTheOtherFormsFunctions() {
        CpuSet all = SMT.allCpus();
        answersAndEnds(
                kernel -> {
                    kernel.kickCpu(0, 0);
                    return "";
                },
                "",
                "scx_bpf_kick_cpu() called by a cid-form scheduler");
        answersAndEnds(
                kernel -> kernel.pickIdleCpu(all, 0),
                Scx.EBUSY,
                "scx_bpf_pick_idle_cpu() called by a cid-form scheduler");
        answersAndEnds(
                kernel -> kernel.selectCpuAnd(kernel.taskByNumber(0), 0, 0, all, 0),
                Scx.EINVAL,
                "scx_bpf_select_cpu_and() called by a cid-form scheduler");
        answersAndEnds(
                kernel -> kernel.testAndClearCpuIdle(1),
                false,
                "scx_bpf_test_and_clear_cpu_idle() called by a cid-form scheduler");
    }

    @Test
    void shouldLetTheCpuFormAskAboutCidsToo() {
        RecordingOps cpuForm = new RecordingOps();
        List<Object> answers = new ArrayList<>();
        cpuForm.timerAtNs = MS;
        cpuForm.timer =
                kernel -> {
                    answers.add(kernel.cpuToCid(2));
                    answers.add(kernel.cidToCpu(2));
                    answers.add(String.valueOf(kernel.onlineCids()));
                };
        TracedHost traced = TracedHost.of(SMT, cpuForm, true, List.of(), List.of()).runTo(2 * MS);
        assertThat(answers).containsExactly(1, 1, "null");
        assertThat(traced.exits()).isEmpty();
    }

    @Test
    void shouldKnowNoCidBeforeTheMapIsFinal() {
        List<Object> answers = new ArrayList<>();
        ops.initCids =
                kernel -> {
                    answers.add(kernel.thisCid());
                    answers.add(kernel.cidToCpu(1));
                    answers.add(kernel.cpuToCid(1));
                    answers.add(kernel.cidTopology(1));
                    answers.add(String.valueOf(kernel.onlineCids()));
                    return 0;
                };
        TracedHost traced = host().runTo(MS);
        assertThat(answers)
                .containsExactly(Scx.EINVAL, Scx.EINVAL, Scx.EINVAL, CidTopology.NOWHERE, "null");
        assertThat(traced.exits()).isEmpty();
        assertThat(traced.calls()).startsWith("cpu0 init_cids()", "cpu0 init()");
    }

    @Test
    void shouldNumberTheCpusAsTheSchedulerWants() {
        ops.select = (kernel, task, prev, flags) -> 0;
        ops.initCids =
                kernel -> {
                    kernel.overrideCids(new int[] {3, 2, 1, 0}, new int[] {0, 3});
                    return 0;
                };
        TracedHost traced = host(task("T", MS, List.of(0, 3), hog())).runTo(2 * MS);
        assertThat(about("T", traced.calls())).contains("enable(T, 0,3)", "select_cpu(T, 3, 0x4)");
        assertThat(traced.task("T").cpu).isEqualTo(3);
    }

    @Test
    void shouldEndASchedulerThatNumbersTheCpusWrongly() {
        ops.initCids =
                kernel -> {
                    kernel.overrideCids(new int[] {0, 0, 1, 2}, new int[] {0});
                    return 0;
                };
        TracedHost traced = host().runTo(MS);
        assertThat(exit(traced).message()).isEqualTo("cid 0 assigned to multiple cpus");
        assertThat(exit(traced).kind()).isEqualTo(ExitKind.ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "-12, ops.init_cids() failed (-12)",
        "3, ops.init_cids() returned an invalid errno 3"
    })
    void shouldNotLoadASchedulerWhoseNumberingFails(int result, String message) {
        ops.initCids = kernel -> result;
        TracedHost traced = host().runTo(MS);
        assertThat(exit(traced).message()).isEqualTo(message);
        assertThat(traced.calls()).doesNotContain("cpu0 init()");
        assertThat(ops.exit).isNotNull();
    }

    @Test
    void shouldKeepTheMapAndUpdateTheOnlineMaskWhenACpuComesAndGoes() {
        List<String> online = new ArrayList<>();
        ops.timerAtNs = 3 * MS;
        ops.timer =
                kernel -> {
                    CidMask mask = kernel.onlineCids();
                    online.add(mask + " of " + kernel.onlineCidCount());
                    online.add("CPU 2 is " + kernel.cpuToCid(2));
                };
        TracedHost traced =
                TracedHost.of(
                        SMT,
                        ops,
                        true,
                        List.of(),
                        List.of(
                                new TimedAction(2 * MS, new TimedAction.Act.CpuOffline(2)),
                                new TimedAction(4 * MS, new TimedAction.Act.CpuOnline(2))),
                        task("T", 0, hog()));
        traced.runTo(5 * MS);
        assertThat(online).containsExactly("0,2-3 of 3", "CPU 2 is 1");
        assertThat(traced.calls()).contains("cpu2 cpu_offline(1)", "cpu2 cpu_online(1)");
        assertThat(traced.exits()).isEmpty();
    }

    @Test
    void shouldRefuseWhatTheFormDoesNotHave() {
        ops.implemented.add(Op.CPU_RELEASE);
        assertThatThrownBy(() -> host().runTo(MS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the cid form has no cpu_acquire and no cpu_release");
    }

    @Test
    void shouldLetOnlyTheCidFormHostSubSchedulers() {
        RecordingOps cpuForm = new RecordingOps();
        cpuForm.implemented.addAll(EnumSet.of(Op.SUB_ATTACH));
        TracedHost traced = TracedHost.loaded(1, cpuForm).runTo(MS);
        assertThat(exit(traced).message())
                .isEqualTo("sub_attach/sub_detach requires cid-form struct_ops");
    }

    @Test
    void shouldNameTheMembersAsTheFormDoes() {
        assertThat(OpsForm.CID.member(Op.SET_CPUMASK)).isEqualTo("set_cmask");
        assertThat(OpsForm.CID.member(Op.CGROUP_PREP_MOVE)).isEqualTo("cpuctl_prep_move");
        assertThat(OpsForm.CPU.member(Op.CGROUP_PREP_MOVE)).isEqualTo("cgroup_prep_move");
    }

    @Test
    void shouldKickByCid() {
        ops.enqueue =
                (kernel, task, flags) -> {
                    kernel.dsqInsert(task, D, SLICE_NS, 0);
                    kernel.kickCid(2, Scx.KICK_IDLE);
                };
        TracedHost traced = host(task("T", MS, hog())).runTo(MS + 100 * US);
        assertThat(traced.calls()).contains("cpu1 dispatch(2, -)");
    }
}
