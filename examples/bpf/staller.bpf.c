/*
 * A scheduler with a mistake, to see what becomes of one: every n-th enqueue is forgotten, and the task never runs again.
 *
 * The watchdog of sched_ext finds the task that waits for longer than the timeout, ends the scheduler with "runnable task
 * stall", and the fair class takes over.
 */
#include "scx.h"

#define SHARED 0

/* Set before loading: staller.profile.yaml has it as the option "nth". */
const volatile u32 forgotten_nth = 1000;

u64 enqueues;

OP(enqueue, staller_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    if (!(p->flags & PF_KTHREAD) && forgotten_nth && ++enqueues % forgotten_nth == 0)
        return;
    scx_bpf_dsq_insert(p, SHARED, SCX_SLICE_DFL, ARG(1, u64));
}

OP(dispatch, staller_dispatch)
{
    scx_bpf_dsq_move_to_local(SHARED);
}

OP_SLEEPING(s32, init, staller_init)
{
    return scx_bpf_create_dsq(SHARED, -1);
}

SEC(".struct_ops.link")
struct sched_ext_ops staller_ops = {
    .enqueue = (void *)staller_enqueue,
    .dispatch = (void *)staller_dispatch,
    .init = (void *)staller_init,
    .timeout_ms = 1000,
    .name = "staller",
};

LICENSE_GPL;
