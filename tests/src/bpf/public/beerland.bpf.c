/* Not scx_beerland: a program of our own that asks for the idle CPUs of a node, which its loader has to switch on. */
#include "../check.h"

#define DSQ_GLOBAL 0x8000000000000001ULL

const volatile bool numa_enabled;

KERNEL_FUNCTION const struct cpumask *scx_bpf_get_idle_cpumask_node(int node);
KERNEL_FUNCTION void scx_bpf_put_cpumask(const struct cpumask *mask);

OP_SLEEPING(s32, init, beerland_init)
{
    if (numa_enabled)
        scx_bpf_put_cpumask(scx_bpf_get_idle_cpumask_node(1));
    return 0;
}

OP(enqueue, beerland_enqueue)
{
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), DSQ_GLOBAL, SCX_SLICE_DFL, ARG(1, u64));
}

SEC(".struct_ops.link")
struct sched_ext_ops beerland_ops = {
    .init = (void *)beerland_init,
    .enqueue = (void *)beerland_enqueue,
    .name = "beerland",
};
LICENSE_GPL;
