/*
 * First come, first served: one queue for the whole machine. The smallest scheduler worth the name, to start from.
 *
 * A task that wakes up while a CPU is idle goes there at once; all others wait in the shared queue, from which every
 * CPU takes the oldest task that may run on it.
 */
#include "scx.h"

#define SHARED 0

/* Set before loading: fifo.profile.yaml has it as the option "slice_us". */
const volatile u64 slice_ns = SCX_SLICE_DFL;

u64 direct;
u64 queued;

OP_RESULT(s32, select_cpu, fifo_select_cpu)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    bool idle = false;
    s32 cpu = scx_bpf_select_cpu_dfl(p, ARG(1, s32), ARG(2, u64), &idle);

    if (idle) {
        scx_bpf_dsq_insert(p, SCX_DSQ_LOCAL, slice_ns, 0);
        __sync_fetch_and_add(&direct, 1);
    }
    return cpu;
}

OP(enqueue, fifo_enqueue)
{
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), SHARED, slice_ns, ARG(1, u64));
    __sync_fetch_and_add(&queued, 1);
}

OP(dispatch, fifo_dispatch)
{
    scx_bpf_dsq_move_to_local(SHARED);
}

OP_SLEEPING(s32, init, fifo_init)
{
    return scx_bpf_create_dsq(SHARED, -1);
}

OP(exit, fifo_exit)
{
    PRINT("%llu tasks started at once, %llu waited in the queue", direct, queued);
}

SEC(".struct_ops.link")
struct sched_ext_ops fifo_ops = {
    .select_cpu = (void *)fifo_select_cpu,
    .enqueue = (void *)fifo_enqueue,
    .dispatch = (void *)fifo_dispatch,
    .init = (void *)fifo_init,
    .exit = (void *)fifo_exit,
    .name = "fifo",
};

LICENSE_GPL;
