/*
 * Not scx_bpfland: a program of our own with the variables and the set-up programs that its loader looks for. It checks
 * that they were set and run for the host, eight CPUs in pairs with two strengths.
 */
#include "../check.h"

#define DSQ_GLOBAL 0x8000000000000001ULL

#define CPUS_MAX 1024

const volatile u64 slice_max = 20000000ULL;
const volatile u64 slice_min = 5;
const volatile u64 slice_lag = 7;
const volatile u64 throttle_ns;
const volatile bool local_pcpu = true;
const volatile bool smt_enabled;
const volatile bool numa_enabled = true;
const volatile bool sticky_tasks = true;
const volatile bool primary_all;
const volatile u64 preferred_cpus[CPUS_MAX];
const volatile u64 cpu_capacity[CPUS_MAX];
volatile s64 cpufreq_perf_lvl;

struct cpu_arg {
    s32 cpu_id;
};

struct domain_arg {
    s32 lvl_id;
    s32 cpu_id;
    s32 sibling_cpu_id;
};

u64 primary;
u64 resets;
s32 siblings[CPUS_MAX];

SEC("syscall")
int enable_primary_cpu(struct cpu_arg *input)
{
    if (input->cpu_id < 0) {
        primary = 0;
        resets++;
    } else if (input->cpu_id < 64) {
        primary |= BIT_64(input->cpu_id);
    }
    return 0;
}

SEC("syscall")
int enable_sibling_cpu(struct domain_arg *input)
{
    u32 cpu = input->cpu_id;

    if (cpu >= CPUS_MAX || input->lvl_id)
        return -22;
    siblings[cpu] = input->sibling_cpu_id;
    return 0;
}

OP_SLEEPING(s32, init, bpfland_init)
{
    u32 cpus = scx_bpf_nr_cpu_ids();
    u64 last = cpus - 1;

    CHECK(slice_max == 3000000 && slice_min == 0 && slice_lag == 40000000 && throttle_ns == 0);
    CHECK(!local_pcpu && !sticky_tasks && !numa_enabled && smt_enabled);
    CHECK(cpufreq_perf_lvl == 1024);
    CHECK(cpu_capacity[0] >= cpu_capacity[1]);
    CHECK(cpu_capacity[preferred_cpus[0]] >= cpu_capacity[preferred_cpus[last]]);
    CHECK(cpus == 8 && resets == 1);
    CHECK(primary_all ? primary == 0xff : primary != 0xff && primary != 0);
    CHECK(siblings[0] == 1 && siblings[1] == 0 && siblings[6] == 7);
    return 0;
}

OP(enqueue, bpfland_enqueue)
{
    scx_bpf_dsq_insert(ARG(0, struct task_struct *), DSQ_GLOBAL, SCX_SLICE_DFL, ARG(1, u64));
}

SEC(".struct_ops.link")
struct sched_ext_ops bpfland_ops = {
    .init = (void *)bpfland_init,
    .enqueue = (void *)bpfland_enqueue,
    .name = "bpfland",
};
LICENSE_GPL;
