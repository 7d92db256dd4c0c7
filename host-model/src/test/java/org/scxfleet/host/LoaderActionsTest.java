package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.task;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/** What a scheduler's loader does from user space: links, and programs that it runs. */
class LoaderActionsTest {
    private static final long END_NS = 100 * MS;
    private long programResult = Long.MIN_VALUE;

    /** A scheduler that is known by its name; its one program asks for an idle CPU for a task. */
    private record Named(String name) implements SchedulerOps {
        @Override
        public EnumSet<Op> implemented() {
            return EnumSet.noneOf(Op.class);
        }

        @Override
        public long runProgram(ExtKernel.Unlocked kernel, String program, List<Long> context) {
            if (!program.equals("select")) {
                return SchedulerOps.super.runProgram(kernel, program, context);
            }
            Task task = kernel.taskByPid(Math.toIntExact(context.getFirst()));
            return task == null ? Scx.EINVAL : kernel.selectCpuDefault(task, 0, 0);
        }
    }

    private Host host(TimedAction... actions) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(2),
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        SchedulerSpec.NONE,
                        List.of(),
                        List.of(),
                        List.of(task("T", 0, List.of(), hog())),
                        List.of(actions));
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, END_NS, kernel),
                        scheduler -> environment -> new Named(scheduler.name()));
        host.traceTo((kind, timeNs, number, cpu, task, a, b) -> {
            if (kind == TraceKind.SCX_PROGRAM) {
                programResult = a;
            }
        });
        host.advance(END_NS, List.of(), envelope -> {});
        return host;
    }

    private static TimedAction attach(long atMs, String link) {
        return new TimedAction(
                atMs * MS, new Act.AttachScheduler(link, SchedulerSpec.builtin("of_" + link)));
    }

    private static TimedAction detach(long atMs, String link) {
        return new TimedAction(atMs * MS, new Act.DetachScheduler(link));
    }

    private static TimedAction run(long atMs, String program, long word) {
        return new TimedAction(atMs * MS, new Act.RunProgram(program, List.of(word)));
    }

    private static long notices(Host host, String code) {
        return host.report().notices().stream()
                .filter(notice -> notice.code().equals(code))
                .mapToLong(HostReport.Notice::count)
                .sum();
    }

    @Test
    void shouldRefuseASecondSchedulerAndKeepTheFirst() {
        Host host = host(attach(1, "a"), attach(2, "b"), detach(3, "b"));
        assertThat(notices(host, "scheduler-busy")).isEqualTo(1);
        assertThat(host.kernelState(0).scheduler()).isEqualTo("of_a");
        assertThat(host.kernelState(0).state()).isEqualTo("enabled");
        assertThat(host.kernelState(0).switchAll()).isTrue();
    }

    @Test
    void shouldAttachAnotherOneAtTheInstantAtWhichTheFirstWasDetached() {
        Host host = host(attach(1, "a"), detach(2, "a"), attach(2, "b"), detach(3, "b"));
        List<ExitInfo> exits = host.report().kernels().getFirst().exits();
        assertThat(exits).extracting(ExitInfo::scheduler).containsExactly("of_a", "of_b");
        assertThat(exits).extracting(ExitInfo::kind).containsOnly(ExitKind.UNREG);
        assertThat(notices(host, "scheduler-busy")).isZero();
        assertThat(host.kernelState(0).state()).isEqualTo("disabled");
        assertThat(host.kernelState(0).enableSequence()).isEqualTo(2);
    }

    @Test
    void shouldRunAProgramWithTheRightsOfASyscall() {
        Host host = host(attach(1, "a"), run(2, "select", Task.FIRST_PID));
        assertThat(programResult).isEqualTo(1);
        assertThat(host.report().kernels().getFirst().exits()).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoSuchProgramOrScheduler() {
        Host host = host(run(1, "select", 0), attach(2, "a"), run(3, "nothing", 0));
        assertThat(programResult).isEqualTo(Scx.ENOENT);
        assertThat(notices(host, "program-without-scheduler")).isEqualTo(1);
    }
}
