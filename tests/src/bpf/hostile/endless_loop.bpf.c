/* A callback that does not end. */
#include "../check.h"

OP(enqueue, endless_enqueue)
{
    u64 i = 0;

    for (;;) {
        i++;
        HIDE(i);
        if (i == ~0ULL)
            break;
    }
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), SCX_DSQ_LOCAL, SCX_SLICE_DFL, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.enqueue = (void *)endless_enqueue, .name = "endless_loop"};
LICENSE_GPL;
