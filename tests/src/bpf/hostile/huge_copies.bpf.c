/* Work that takes one instruction to ask for and a long time to do, over and over. */
#include "../check.h"

u8 from[1 << 20], to[1 << 20];

static long copy(u32 index, void *context)
{
    bpf_probe_read_kernel(to, sizeof(to), from);
    return 0;
}

OP(enqueue, copies_enqueue)
{
    bpf_loop(1 << 23, copy, NULL, 0);
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), SCX_DSQ_LOCAL, SCX_SLICE_DFL, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.enqueue = (void *)copies_enqueue, .name = "huge_copies"};
LICENSE_GPL;
