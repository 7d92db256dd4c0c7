package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.RecordingOps.D;
import static org.scxfleet.host.RecordingOps.SLICE_NS;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.US;
import static org.scxfleet.host.TracedHost.about;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.suspend;
import static org.scxfleet.host.TracedHost.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.ext.Ext.EnableState;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity.ExtState;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/** Callbacks around changes of class, cgroup and CPUs, and around load and unload. */
class LifecycleTracesTest {
    private static final long SC = Scx.DEQ_SCHED_CHANGE;
    private static final SchedParams FIFO = SchedParams.realTime(SchedPolicy.FIFO, 50);
    private static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);

    private final RecordingOps ops = new RecordingOps();

    private static String hex(long flags) {
        return "0x" + Long.toHexString(flags);
    }

    private static TimedAction load(long atNs) {
        return new TimedAction(
                atNs, new TimedAction.Act.LoadScheduler(SchedulerSpec.builtin("recording")));
    }

    private static TimedAction at(long atNs, TimedAction.Act act) {
        return new TimedAction(atNs, act);
    }

    private TracedHost host(boolean loaded, List<TimedAction> actions, TaskSpec... tasks) {
        return TracedHost.of(CpuTopology.flat(2), ops, loaded, List.of(), actions, tasks);
    }

    /** T1 runs on CPU 1, T2 waits in D for it. */
    private TracedHost oneRunsOneWaits(TimedAction... actions) {
        ops.select = (kernel, task, prev, flags) -> 1;
        ops.dispatch =
                (kernel, cpu, prev) -> {
                    if (cpu == 1) {
                        kernel.dsqMoveToLocal(D, 0);
                    }
                };
        return host(true, List.of(actions), task("T1", 0, hog()), task("T2", 500 * US, hog()))
                .runTo(MS);
    }

    @Test
    void shouldDisableATaskThatLeavesTheClassAndEnableItAgain() {
        TracedHost traced = oneRunsOneWaits();
        ops.calls.clear();
        Task task = traced.task("T2");
        traced.kernel.setScheduler(task, FIFO);
        assertThat(about("T2", traced.calls()))
                .containsExactly(
                        "dequeue(T2, " + hex(0x4e | SC) + ")",
                        "quiescent(T2, " + hex(0x4e | SC) + ")",
                        "disable(T2)");
        assertThat(task.scx.state).isEqualTo(ExtState.READY);
        assertThat(task.scx.sliceNs).isZero();
        assertThat(task.schedClass).isEqualTo(ClassId.RT);
        traced.runTo(1100 * US);
        ops.calls.clear();
        assertThat(traced.kernel.core().runQueue(1).current).isSameAs(task);
        traced.kernel.setScheduler(task, SchedParams.NORMAL);
        // The numeric priority rises, so the task is put before its equals.
        assertThat(about("T2", traced.calls()))
                .containsExactly(
                        "enable(T2)",
                        "set_weight(T2, 100)",
                        "set_cpumask(T2, 0-1)",
                        "runnable(T2, 0x1004e)",
                        "running(T2)");
        traced.runTo(1200 * US);
    }

    @Test
    void shouldStopARunningTaskBeforeDisablingIt() {
        TracedHost traced = oneRunsOneWaits();
        ops.calls.clear();
        traced.kernel.setScheduler(traced.task("T1"), FIFO);
        assertThat(about("T1", traced.calls()))
                .containsExactly(
                        "stopping(T1, false)",
                        "quiescent(T1, " + hex(0x4e | SC) + ")",
                        "disable(T1)");
    }

    @Test
    void shouldOnlyDisableASleeperThatLeavesTheClass() {
        TracedHost traced = host(true, List.of(), task("T", 0, suspend(), hog())).runTo(MS);
        ops.calls.clear();
        traced.kernel.setScheduler(traced.task("T"), FIFO);
        traced.kernel.setScheduler(traced.task("T"), SchedParams.NORMAL);
        assertThat(about("T", traced.calls()))
                .containsExactly(
                        "disable(T)", "enable(T)", "set_weight(T, 100)", "set_cpumask(T, 0-1)");
    }

    @Test
    void shouldSetTheWeightAtAPolicyChangeWithinTheClass() {
        TracedHost traced = oneRunsOneWaits();
        ops.calls.clear();
        traced.kernel.setScheduler(
                traced.task("T2"), new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0));
        // The effective priority stays, so the kernel leaves the move flag out.
        assertThat(about("T2", traced.calls()))
                .containsExactly(
                        "dequeue(T2, " + hex(0xa | SC) + ")",
                        "quiescent(T2, " + hex(0xa | SC) + ")",
                        "set_weight(T2, 1)",
                        "runnable(T2, 0xa)",
                        "enqueue(T2, 0xa)");
        traced.kernel.setScheduler(
                traced.task("T2"), new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0));
        assertThat(traced.calls()).isEmpty();
    }

    @Test
    void shouldMoveATaskBetweenCgroupsWhileItIsDequeued() {
        TracedHost traced = oneRunsOneWaits();
        ops.calls.clear();
        int cgroup = traced.kernel.ensureCgroup("/a");
        traced.kernel.setCgroup(traced.task("T2"), cgroup);
        assertThat(traced.calls())
                .containsExactly(
                        "cpu0 cgroup_init(1, 100, 100000, -1, 0)",
                        "cpu0 cgroup_prep_move(T2, 0, 1)",
                        "cpu0 dequeue(T2, " + hex(0xe | SC) + ")",
                        "cpu0 quiescent(T2, " + hex(0xe | SC) + ")",
                        "cpu0 cgroup_move(T2, 0, 1)",
                        "cpu0 runnable(T2, 0xe)",
                        "cpu0 enqueue(T2, 0xe)");
    }

    @Test
    void shouldRescheduleARunningTaskThatChangesItsCgroup() {
        TracedHost traced = oneRunsOneWaits();
        int cgroup = traced.kernel.ensureCgroup("/a");
        ops.calls.clear();
        traced.kernel.setCgroup(traced.task("T1"), cgroup);
        assertThat(about("T1", traced.calls()))
                .containsExactly(
                        "cgroup_prep_move(T1, 0, 1)",
                        "stopping(T1, false)",
                        "quiescent(T1, " + hex(0xe | SC) + ")",
                        "cgroup_move(T1, 0, 1)",
                        "runnable(T1, 0xe)",
                        "running(T1)");
        assertThat(traced.kernel.core().runQueue(1).needResched).isTrue();
    }

    @Test
    void shouldMoveARunningTaskByTheStopTask() {
        TracedHost traced = oneRunsOneWaits();
        ops.calls.clear();
        traced.kernel.change().setAffinity(traced.task("T1"), CpuSet.of(2, 0));
        traced.runTo(1100 * US);
        assertThat(about("T1", traced.calls()))
                .containsExactly(
                        "stopping(T1, false)",
                        "quiescent(T1, " + hex(0xa | SC) + ")",
                        "set_cpumask(T1, 0)",
                        "runnable(T1, 0xa)",
                        "running(T1)",
                        "stopping(T1, true)",
                        "enqueue(T1, 0x40000)");
        assertThat(traced.task("T1").cpu).isZero();
    }

    @Test
    void shouldTellASleeperOnlyItsNewMask() {
        TracedHost traced = host(true, List.of(), task("T", 0, suspend(), hog())).runTo(MS);
        ops.calls.clear();
        traced.kernel.change().setAffinity(traced.task("T"), CpuSet.of(2, 0));
        traced.kernel.change().setAffinity(traced.task("T"), CpuSet.of(2, 0));
        assertThat(about("T", traced.calls())).containsExactly("set_cpumask(T, 0)");
    }

    @Test
    void shouldRequeueWaitingTasksLocallyAndPushThemAwayFromACpuGoingOffline() {
        TracedHost traced = oneRunsOneWaits();
        ops.calls.clear();
        traced.host.advance(MS, List.of(), envelope -> {});
        traced.kernel.migrator().offline(1, traced.kernel.tasks());
        traced.kernel.ext().hotplug(1, false);
        assertThat(about("T2", traced.calls()))
                .containsExactly(
                        "dequeue(T2, " + hex(0xe | SC) + ")",
                        "quiescent(T2, " + hex(0xe | SC) + ")",
                        "runnable(T2, 0xe)",
                        "enqueue(T2, 0x40000)");
        assertThat(traced.task("T2").cpu).isZero();
        traced.runTo(1100 * US);
        List<String> calls = traced.calls();
        assertThat(about("T1", calls))
                .containsExactly("stopping(T1, true)", "enqueue(T1, 0x40000)");
        assertThat(calls.indexOf("cpu1 cpu_offline(1)"))
                .isGreaterThan(calls.indexOf("cpu1 enqueue(T1, 0x40000)"));
        assertThat(traced.task("T1").cpu).isZero();
    }

    @Test
    void shouldEndASchedulerThatDoesNotKnowHotplug() {
        ops.implemented.remove(Op.CPU_OFFLINE);
        TracedHost traced =
                host(
                        true,
                        List.of(at(2 * MS, new TimedAction.Act.CpuOffline(1))),
                        task("T", 0, hog()));
        traced.runTo(3 * MS);
        ExitInfo exit = traced.exits().getFirst();
        assertThat(exit.kind()).isEqualTo(ExitKind.UNREG_KERN);
        assertThat(exit.exitCode()).isEqualTo(Scx.EXIT_CODE_RESTART | Scx.EXIT_CODE_HOTPLUG);
        assertThat(exit.message()).isEqualTo("cpu 1 going offline, exiting scheduler");
        // The second of the two CPUs came at boot.
        assertThat(traced.kernel.ext().hotplugSequence()).isEqualTo(2);
    }

    @Test
    void shouldUnloadInTheKernelsOrder() {
        TracedHost traced = oneRunsOneWaits(at(2 * MS, new TimedAction.Act.UnloadScheduler()));
        List<String> calls = traced.callsBetween(1900 * US, 2 * MS + 1);
        assertThat(calls)
                .containsExactly(
                        "cpu0 dequeue(T2, " + hex(0xe | SC) + ")",
                        "cpu0 quiescent(T2, " + hex(0xe | SC) + ")",
                        "cpu0 runnable(T2, 0xe)",
                        "cpu0 cgroup_exit(0)",
                        "cpu0 stopping(T1, false)",
                        "cpu0 quiescent(T1, " + hex(0x4e | SC) + ")",
                        "cpu0 disable(T1)",
                        "cpu0 exit_task(T1, false)",
                        "cpu0 quiescent(T2, " + hex(0x4e | SC) + ")",
                        "cpu0 disable(T2)",
                        "cpu0 exit_task(T2, false)",
                        "cpu0 exit(UNREG)");
        assertThat(traced.kernel.ext().state()).isEqualTo(EnableState.DISABLED);
        assertThat(traced.task("T2").schedClass).isEqualTo(ClassId.FAIR);
        assertThat(traced.task("T2").scx.state).isEqualTo(ExtState.NONE);
    }

    @Test
    void shouldExitChildCgroupsBeforeTheirParentsInOrderOfCreation() {
        TracedHost traced =
                TracedHost.of(
                        CpuTopology.flat(1),
                        ops,
                        true,
                        List.of(
                                CgroupSpec.weighted("/a", 100),
                                CgroupSpec.weighted("/a/x", 50),
                                CgroupSpec.weighted("/b", 200)),
                        List.of(at(MS, new TimedAction.Act.UnloadScheduler())));
        assertThat(traced.calls().stream().filter(call -> call.contains("cgroup_init")))
                .containsExactly(
                        "cpu0 cgroup_init(0, 100, 100000, -1, 0)",
                        "cpu0 cgroup_init(1, 100, 100000, -1, 0)",
                        "cpu0 cgroup_init(2, 50, 100000, -1, 0)",
                        "cpu0 cgroup_init(3, 200, 100000, -1, 0)");
        traced.runTo(2 * MS);
        assertThat(traced.calls().stream().filter(call -> call.contains("cgroup_exit")))
                .containsExactly(
                        "cpu0 cgroup_exit(2)",
                        "cpu0 cgroup_exit(1)",
                        "cpu0 cgroup_exit(3)",
                        "cpu0 cgroup_exit(0)");
    }

    @Test
    void shouldUnloadAtOnceWhenInitFailsAndStillCallExit() {
        ops.initResult = -12;
        TracedHost traced = host(false, List.of(load(MS)), task("T", 0, hog())).runTo(2 * MS);
        assertThat(traced.calls()).containsExactly("cpu0 init()", "cpu0 exit(ERROR)");
        ExitInfo exit = traced.exits().getFirst();
        assertThat(exit.message()).isEqualTo("ops.init() failed (-12)");
        assertThat(exit.initialized()).isFalse();
        assertThat(traced.task("T").schedClass).isEqualTo(ClassId.FAIR);
    }

    @Test
    void shouldUndoTheTasksThatWereInitialisedWhenOneFails() {
        ops.initTask = (kernel, task, fork) -> task.name.startsWith("B") ? -22 : 0;
        TracedHost traced =
                host(false, List.of(load(MS)), task("A", 0, hog()), task("B", 0, hog()))
                        .runTo(2 * MS);
        assertThat(traced.calls())
                .containsExactly(
                        "cpu0 init()",
                        "cpu0 cgroup_init(0, 100, 100000, -1, 0)",
                        "cpu0 init_task(A, false, 0)",
                        "cpu0 init_task(B, false, 0)",
                        "cpu0 cgroup_exit(0)",
                        "cpu0 exit_task(A, false)",
                        "cpu0 exit(ERROR)");
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("ops.init_task() failed (-22) for B-0[101]");
    }

    @Test
    void shouldReportAResultThatIsNoErrno() {
        ops.initTask = (kernel, task, fork) -> 5;
        TracedHost traced = host(false, List.of(load(MS)), task("A", 0, hog())).runTo(2 * MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("ops.init_task() returned an invalid errno 5");
    }

    @Test
    void shouldFailAForkWhoseInitTaskFails() {
        ops.initTask = (kernel, task, fork) -> task.name.startsWith("C") ? -12 : 0;
        TracedHost traced =
                host(
                        true,
                        List.of(),
                        task("P", 0, new Step.Fork("C"), hog()),
                        new TaskSpec(
                                "C",
                                "C",
                                0,
                                SchedParams.NORMAL,
                                List.of(),
                                "/",
                                0,
                                List.of(hog())));
        traced.runTo(MS);
        assertThat(about("C", traced.calls())).containsExactly("init_task(C, true, 0)");
        assertThat(traced.exits()).isEmpty();
        assertThat(traced.kernel.ext().isLoaded()).isTrue();
    }

    @Test
    void shouldTakeOnlyTasksOfPolicyExtInPartialMode() {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_SWITCH_PARTIAL);
        TracedHost traced = host(true, List.of(), task("T", 0, hog())).runTo(MS);
        assertThat(about("T", traced.calls())).containsExactly("init_task(T, true, 0)");
        traced.kernel.setScheduler(traced.task("T"), EXT);
        assertThat(about("T", traced.calls()))
                .containsExactly(
                        "enable(T)",
                        "set_weight(T, 100)",
                        "set_cpumask(T, 0-1)",
                        "runnable(T, 0x4a)",
                        "running(T)");
        assertThat(traced.kernel.core().runQueueOf(traced.task("T")).needResched).isTrue();
    }

    @Test
    void shouldRevertAndRefuseTasksThatAreDisallowedAtLoad() {
        ops.settings = OpsSettings.DEFAULTS.withFlags(Scx.OPS_SWITCH_PARTIAL);
        ops.initTask =
                (kernel, task, fork) -> {
                    task.scx.disallow = true;
                    return 0;
                };
        TracedHost traced =
                host(
                        false,
                        List.of(load(MS)),
                        new TaskSpec("T", "T", 1, EXT, List.of(), "/", 0, List.of(hog())));
        traced.runTo(2 * MS);
        Task task = traced.task("T");
        assertThat(task.policy).isEqualTo(SchedPolicy.NORMAL);
        assertThat(traced.kernel.ext().rejected()).isEqualTo(1);
        traced.kernel.setScheduler(task, EXT);
        assertThat(task.policy).isEqualTo(SchedPolicy.NORMAL);
    }

    @Test
    void shouldNotAllowToDisallowDuringFork() {
        ops.initTask =
                (kernel, task, fork) -> {
                    task.scx.disallow = true;
                    return 0;
                };
        TracedHost traced = host(true, List.of(), task("T", 0, hog())).runTo(MS);
        assertThat(traced.exits().getFirst().message())
                .isEqualTo("ops.init_task() set task->scx.disallow for T-0[100] during fork");
    }

    @Test
    void shouldGiveTheFirstSliceOfABypassedTaskAtLoad() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, D, 0, 0);
        TracedHost traced = host(false, List.of(load(MS)), task("T", 0, hog())).runTo(MS + 1);
        assertThat(traced.task("T").scx.sliceNs).isEqualTo(Scx.SLICE_BYPASS_NS);
        assertThat(SLICE_NS).isGreaterThan(Scx.SLICE_BYPASS_NS);
    }
}
