package org.scxfleet.tests.fuzz;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/** Calls for which the kernel ends a scheduler with an error. */
final class Offences {
    private static final long NO_DSQ = 0xdead;
    private static final long USER_DSQ = 1;

    private final SeededRandom random;
    private @Nullable String committed;

    Offences(SeededRandom random) {
        this.random = random;
    }

    @Nullable String committed() {
        return committed;
    }

    /** An illegal argument of a function that may be called everywhere. */
    void anywhere(ExtKernel.Any kernel) {
        switch (random.below(9)) {
            case 0 -> {
                commit("kick of CPU -1");
                kernel.kickCpu(-1, 0);
            }
            case 1 -> {
                commit("kick with contradicting flags");
                kernel.kickCpu(0, Scx.KICK_IDLE | Scx.KICK_WAIT);
            }
            case 2 -> {
                commit("peek into the global DSQ");
                kernel.dsqPeek(Scx.DSQ_GLOBAL);
            }
            case 3 -> {
                commit("re-enqueue of a DSQ that does not exist");
                kernel.dsqReenqueue(NO_DSQ, 0);
            }
            case 4 -> {
                commit("performance above the scale");
                kernel.cpuPerfSet(0, Scx.CPUPERF_ONE + 1);
            }
            case 5 -> {
                commit("current task of a CPU beyond the last");
                kernel.cpuCurrent(kernel.cpuCount());
            }
            case 6 -> {
                commit("scx_bpf_error");
                kernel.error("by chance");
            }
            case 7 -> {
                commit("re-enqueue with unknown flags");
                kernel.dsqReenqueue(USER_DSQ, 1L << 20);
            }
            default -> {
                commit("node of CPU " + Integer.MAX_VALUE);
                kernel.cpuNode(Integer.MAX_VALUE);
            }
        }
    }

    int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu) {
        switch (random.below(4)) {
            case 0 -> {
                commit("select_cpu returns a CPU beyond the last");
                return kernel.cpuCount();
            }
            case 1 -> {
                commit("select_cpu returns a negative CPU");
                return -5;
            }
            case 2 -> {
                commit("idle selection from CPU -1");
                kernel.selectCpuDefault(task, -1, 0);
                return prevCpu;
            }
            default -> {
                enqueue(kernel, task);
                return prevCpu;
            }
        }
    }

    void enqueue(ExtKernel.Select kernel, Task task) {
        switch (random.below(7)) {
            case 0 -> {
                commit("insertion into a DSQ that does not exist");
                kernel.dsqInsert(task, NO_DSQ, 0, 0);
            }
            case 1 -> {
                commit("insertion with internal flags");
                kernel.dsqInsert(task, Scx.DSQ_GLOBAL, 0, 1L << 57);
            }
            case 2 -> {
                commit("insertion twice");
                kernel.dsqInsert(task, Scx.DSQ_GLOBAL, 0, 0);
                kernel.dsqInsert(task, Scx.DSQ_GLOBAL, 0, 0);
            }
            case 3 -> {
                commit("immediate insertion into a user DSQ");
                kernel.dsqInsert(task, USER_DSQ, 0, Scx.ENQ_IMMED);
            }
            case 4 -> {
                commit("insertion by vtime into the global DSQ");
                kernel.dsqInsertVtime(task, Scx.DSQ_GLOBAL, 0, 1, 0);
            }
            case 5 -> {
                commit("insertion into the local DSQ of a CPU beyond the last");
                kernel.dsqInsert(task, Scx.localOn(kernel.cpuCount()), 0, 0);
            }
            default -> anywhere(kernel);
        }
    }

    void dispatch(ExtKernel.Dispatch kernel) {
        switch (random.below(4)) {
            case 0 -> {
                commit("cancel of nothing");
                kernel.dispatchCancel();
            }
            case 1 -> {
                commit("move from a DSQ that does not exist");
                kernel.dsqMoveToLocal(NO_DSQ, 0);
            }
            case 2 -> {
                commit("move from a built-in DSQ");
                kernel.dsqMoveToLocal(Scx.DSQ_GLOBAL, 0);
            }
            default -> anywhere(kernel);
        }
    }

    private void commit(String offence) {
        committed = offence;
    }
}
