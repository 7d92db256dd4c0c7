/* Loops in loops in loops, all of them of a length that is allowed. */
#include "../check.h"

static long innermost(u32 index, u64 *sum)
{
    *sum += index;
    return 0;
}

static long middle(u32 index, u64 *sum)
{
    bpf_loop(1 << 23, innermost, sum, 0);
    return 0;
}

OP(enqueue, nested_enqueue)
{
    u64 sum = 0;

    bpf_loop(1 << 23, middle, &sum, 0);
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), SCX_DSQ_LOCAL, SCX_SLICE_DFL, sum & 1);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.enqueue = (void *)nested_enqueue, .name = "nested_loops"};
LICENSE_GPL;
