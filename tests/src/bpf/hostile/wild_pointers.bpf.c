/* Stores to places that are nobody's. */
#include "../check.h"

u64 enqueues;

OP(enqueue, wild_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    u64 *wild = (u64 *)((u64)p + 0x123456789abcULL);

    if (++enqueues > 5)
        *wild = 1;
    scx_bpf_dsq_insert(p, SCX_DSQ_LOCAL, SCX_SLICE_DFL, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.enqueue = (void *)wild_enqueue, .name = "wild_pointers"};
LICENSE_GPL;
