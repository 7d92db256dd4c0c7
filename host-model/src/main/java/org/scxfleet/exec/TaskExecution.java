package org.scxfleet.exec;

import java.util.List;
import java.util.function.ToIntFunction;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.sched.Migrator;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;

/** Execution of one kernel, assembled: programs are compiled here and given to tasks. */
public final class TaskExecution {
    private final Execution execution;
    private final Programs programs = new Programs();
    private final Resources resources = new Resources();
    private final LoaderThreads threads;
    private final ProgramCompiler.Names names;

    /**
     * Each function resolves a name or throws IllegalArgumentException with what exists.
     *
     * @param smtPer1024 speed of a CPU whose sibling is busy
     * @param syscallNs cost of a step that enters the kernel
     */
    public TaskExecution(
            SchedCore core,
            int owner,
            Migrator migrator,
            int smtPer1024,
            long syscallNs,
            TaskOffice office,
            GpuPort gpus,
            RemotePort remote,
            ToIntFunction<String> task,
            ToIntFunction<String> cgroup,
            ToIntFunction<String> route,
            ToIntFunction<String> endpoint,
            ToIntFunction<String> collective,
            int gpuCount) {
        execution = new Execution(core, owner, smtPer1024);
        names = new ProgramCompiler.Names(task, cgroup, route, endpoint, collective, gpuCount);
        threads = new LoaderThreads(core, execution, syscallNs);
        execution.connect(
                migrator,
                new Interpreter(
                        core, execution, programs, resources, office, gpus, remote, threads,
                        syscallNs));
    }

    public Execution engine() {
        return execution;
    }

    /** A program ready to be given to tasks. */
    public static final class Compiled {
        private final Code code;

        private Compiled(Code code) {
            this.code = code;
        }
    }

    public Compiled compile(List<Step> program) {
        return new Compiled(new ProgramCompiler(resources, names).compile(program));
    }

    /** The task does what the thread says; {@code ran} runs its scheduler's programs for it. */
    public void drive(Task task, UserspaceThread thread, LoaderThreads.Programs ran) {
        threads.add(task, thread, ran);
        programs.set(task, Code.THREAD);
    }

    public void give(Task task, Compiled program) {
        programs.set(task, program.code);
        task.work.loopTurns = new int[program.code.nesting()];
    }
}
