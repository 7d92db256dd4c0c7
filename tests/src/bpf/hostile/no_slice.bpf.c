/* Tasks that may run for no time at all, and CPUs that are kicked whenever something happens. */
#include "../check.h"

OP(enqueue, no_slice_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    scx_bpf_dsq_insert(p, SCX_DSQ_LOCAL, 0, ARG(1, u64) | SCX_ENQ_PREEMPT);
    scx_bpf_kick_cpu(0, SCX_KICK_PREEMPT);
    scx_bpf_kick_cpu(scx_bpf_task_cpu(p), SCX_KICK_PREEMPT);
}

OP(dispatch, no_slice_dispatch)
{
    scx_bpf_kick_cpu(ARG(0, s32), SCX_KICK_PREEMPT);
}

OP(running, no_slice_running)
{
    struct task_struct *p = ARG(0, struct task_struct *);

    p->scx.slice = 0;
    scx_bpf_kick_cpu(scx_bpf_task_cpu(p), SCX_KICK_PREEMPT);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .enqueue = (void *)no_slice_enqueue,
    .dispatch = (void *)no_slice_dispatch,
    .running = (void *)no_slice_running,
    .name = "no_slice",
};
LICENSE_GPL;
