/*
 * Not scx_cosmos: a program of our own that looks at what its loader fills in, the nodes of the CPUs in a map, the places
 * of the CPUs in arrays, and idle masks of the nodes where there are several.
 */
#include "../check.h"

#define DSQ_GLOBAL 0x8000000000000001ULL

#define CPUS_MAX 1024

const volatile u64 slice_lag;
const volatile bool numa_enabled;
const volatile bool gpu_enabled = true;
const volatile bool time_preemption;
const volatile bool no_early_clear;
const volatile bool all_cpus_same_capacity;
const volatile u64 cpu_llc[CPUS_MAX];
const volatile u32 cpu_nodes[CPUS_MAX];
const volatile u32 cpu_sibling_next[CPUS_MAX];

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH);
    MAP_NUMBER(max_entries, CPUS_MAX);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, u32);
} cpu_node_map SEC(".maps");

KERNEL_FUNCTION s32 scx_bpf_cpu_node(s32 cpu);
KERNEL_FUNCTION const struct cpumask *scx_bpf_get_idle_cpumask_node(int node);
KERNEL_FUNCTION void scx_bpf_put_cpumask(const struct cpumask *mask);

u64 nr_steals;

OP_SLEEPING(s32, init, cosmos_init)
{
    u32 cpus = scx_bpf_nr_cpu_ids();

    for (u32 cpu = 0; cpu < cpus && cpu < CPUS_MAX; cpu++) {
        u32 *node = bpf_map_lookup_elem(&cpu_node_map, &cpu);

        CHECK(node && *node == (u32)scx_bpf_cpu_node(cpu) && cpu_nodes[cpu] == *node);
        CHECK(cpu_sibling_next[cpu] < cpus && cpu_sibling_next[cpu] != cpu);
        nr_steals++;
    }
    CHECK(nr_steals == cpus && cpu_llc[cpus - 1 & CPUS_MAX - 1] > 0);
    CHECK(numa_enabled && !gpu_enabled && time_preemption && !no_early_clear && all_cpus_same_capacity);
    CHECK(slice_lag == 5000000);
    scx_bpf_put_cpumask(scx_bpf_get_idle_cpumask_node(1));
    return 0;
}

OP(enqueue, cosmos_enqueue)
{
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), DSQ_GLOBAL, SCX_SLICE_DFL, ARG(1, u64));
}

SEC(".struct_ops.link")
struct sched_ext_ops cosmos_ops = {
    .init = (void *)cosmos_init,
    .enqueue = (void *)cosmos_enqueue,
    .name = "cosmos",
};
LICENSE_GPL;
