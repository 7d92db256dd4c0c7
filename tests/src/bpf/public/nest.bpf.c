/* Not scx_nest: a program of our own that looks at what its loader sets. */
#include "../check.h"

const volatile u64 p_remove_ns;
const volatile u64 r_max;
const volatile u64 r_impatient;
const volatile u64 slice_ns;
const volatile bool find_fully_idle = true;
const volatile u32 nr_cpus = 1;

OP_SLEEPING(s32, init, nest_init)
{
    CHECK(nr_cpus == scx_bpf_nr_cpu_ids() && slice_ns == 20000000 && !find_fully_idle);
    CHECK(p_remove_ns == 7000000 && r_max == 5 && r_impatient == 2);
    return 0;
}

SEC(".struct_ops.link")
struct sched_ext_ops nest_ops = {
    .init = (void *)nest_init,
    .name = "nest",
};
LICENSE_GPL;
