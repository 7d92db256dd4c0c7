/* Makes CPU masks and keeps none of them. */
#include "../check.h"

struct bpf_cpumask;
KERNEL_FUNCTION struct bpf_cpumask *bpf_cpumask_create(void);

static long make(u32 index, void *context)
{
    return !bpf_cpumask_create();
}

OP(enqueue, greedy_enqueue)
{
    bpf_loop(1 << 23, make, NULL, 0);
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), SCX_DSQ_LOCAL, SCX_SLICE_DFL, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.enqueue = (void *)greedy_enqueue, .name = "greedy_objects"};
LICENSE_GPL;
