/* Ops of a kernel that knows members that this one lacks, and several ops in one object. */
#include "check.h"

struct sched_ext_ops___newer {
    s32 (*init)(void);
    void (*tick)(struct task_struct *p);
    void (*not_in_this_kernel)(struct task_struct *p);
    u64 neither_this;
    u64 flags;
    char name[128];
};

u64 ticks;

OP_SLEEPING(s32, init, optional_init)
{
    return 0;
}

OP(tick, optional_tick)
{
    ticks++;
}

SEC("?struct_ops/tick")
void optional_other_tick(u64 *args)
{
    check_failed(__LINE__);
}

SEC(".struct_ops.link")
struct sched_ext_ops___newer first_ops = {
    .init = (void *)optional_init,
    .tick = (void *)optional_tick,
    .name = "optional_ops",
};

SEC(".struct_ops")
struct sched_ext_ops second_ops = {.tick = (void *)optional_other_tick, .name = "second"};

LICENSE_GPL;
