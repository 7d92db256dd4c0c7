/* Programs beside the ops: called by user space, on a tracepoint, at the start and end of kernel functions, optional. */
#include "check.h"

struct setup {
    u32 cpu;
    s32 pad;
    u64 weight;
    u64 result;
};

u64 setups, switches, optional_runs;

SEC("syscall")
int set_up(struct setup *setup)
{
    CHECK(setup->cpu == setups && setup->weight == 10 * setup->cpu);
    setup->result = 5;
    setups++;
    return 0;
}

SEC("syscall")
int look_after(void *nothing)
{
    return setups == scx_bpf_nr_cpu_ids() ? 7 : -1;
}

SEC("tp_btf/sched_switch")
int on_switch(u64 *args)
{
    struct task_struct *next = (void *)args[2];

    switches++;
    return next->pid < 0;
}

SEC("?kprobe/no_such_function")
int never_attached(void *context)
{
    optional_runs++;
    return 0;
}

SEC("?fentry/scx_tick")
int maybe_attached(u64 *args)
{
    optional_runs++;
    return 0;
}

OP(tick, beside_tick)
{
    CHECK(setups == scx_bpf_nr_cpu_ids());
    CHECK(optional_runs == 0);
}

OP(exit, beside_exit)
{
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.tick = (void *)beside_tick, .exit = (void *)beside_exit, .name = "beside"};
LICENSE_GPL;
