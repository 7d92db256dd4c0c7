/* Not scx_rusty: a program of our own with the variables that its loader sets, a domain for each cache. */
#include "../check.h"

#define DOMAINS_MAX 64
#define CPUS_MAX 512

const volatile u32 nr_nodes = 32;
const volatile u32 nr_doms = 32;
const volatile u32 nr_cpu_ids = 64;
const volatile u32 cpu_dom_id_map[CPUS_MAX];
const volatile u64 dom_cpumasks[DOMAINS_MAX][CPUS_MAX / 64];
const volatile u64 numa_cpumasks[DOMAINS_MAX][CPUS_MAX / 64];
const volatile u32 load_half_life;
const volatile u32 greedy_threshold;
volatile u32 dom_numa_id_map[DOMAINS_MAX];
volatile u64 slice_ns;

struct tuning {
    u64 genn, slice_ns;
    u64 direct_greedy_cpumask[CPUS_MAX / 64], kick_greedy_cpumask[CPUS_MAX / 64];
} tune_input;

OP_SLEEPING(s32, init, rusty_init)
{
    u32 last = scx_bpf_nr_cpu_ids() - 1;

    CHECK(slice_ns == 20000000 && load_half_life == 1000000000 && greedy_threshold == 1);
    CHECK(nr_cpu_ids == last + 1 && nr_doms > 0 && nr_doms <= DOMAINS_MAX && nr_nodes > 0);
    CHECK(cpu_dom_id_map[0] == 0 && cpu_dom_id_map[last & (CPUS_MAX - 1)] == nr_doms - 1);
    CHECK(dom_numa_id_map[(nr_doms - 1) & (DOMAINS_MAX - 1)] == nr_nodes - 1);
    /* Every CPU lies in the mask of its cache and in that of its node, and in no other. */
    for (u32 cpu = 0; cpu < nr_cpu_ids && cpu < CPUS_MAX; cpu++) {
        u32 word = cpu / 64, home = cpu_dom_id_map[cpu] & (DOMAINS_MAX - 1);
        u64 bit = 1ULL << cpu % 64;

        for (u32 dom = 0; dom < DOMAINS_MAX; dom++) {
            CHECK(!(dom_cpumasks[dom][word] & bit) == (dom != home));
            CHECK(!(numa_cpumasks[dom][word] & bit) == (dom != dom_numa_id_map[home]));
        }
    }
    return 0;
}

SEC(".struct_ops.link")
struct sched_ext_ops rusty = {
    .init = (void *)rusty_init,
    .name = "rusty",
};
LICENSE_GPL;
