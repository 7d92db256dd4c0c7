/* A function that calls itself until there is no stack left. */
#include "../check.h"

static NOINLINE u64 deeper(u64 n)
{
    HIDE(n);
    return n ? deeper(n - 1) * 3 + deeper(n / 2) : 1;
}

u64 result;

OP(enqueue, recursion_enqueue)
{
    result = deeper(1000000);
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), SCX_DSQ_LOCAL, SCX_SLICE_DFL, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.enqueue = (void *)recursion_enqueue, .name = "recursion"};
LICENSE_GPL;
