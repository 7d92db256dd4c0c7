/* CPU masks of a program's own, in slots, and those of the kernel. */
#include "check.h"

#define kptr __attribute__((btf_type_tag("kptr")))

KERNEL_FUNCTION struct bpf_cpumask *bpf_cpumask_create(void);
KERNEL_FUNCTION struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask);
KERNEL_FUNCTION void bpf_cpumask_release(struct bpf_cpumask *cpumask);
KERNEL_FUNCTION u32 bpf_cpumask_first(const struct cpumask *cpumask);
KERNEL_FUNCTION u32 bpf_cpumask_first_zero(const struct cpumask *cpumask);
KERNEL_FUNCTION u32 bpf_cpumask_first_and(const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask);
KERNEL_FUNCTION void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask);
KERNEL_FUNCTION bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask);
KERNEL_FUNCTION bool bpf_cpumask_test_and_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask);
KERNEL_FUNCTION void bpf_cpumask_setall(struct bpf_cpumask *cpumask);
KERNEL_FUNCTION void bpf_cpumask_clear(struct bpf_cpumask *cpumask);
KERNEL_FUNCTION bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION bool bpf_cpumask_empty(const struct cpumask *cpumask);
KERNEL_FUNCTION bool bpf_cpumask_full(const struct cpumask *cpumask);
KERNEL_FUNCTION void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src);
KERNEL_FUNCTION u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask);
KERNEL_FUNCTION u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1, const struct cpumask *src2);
KERNEL_FUNCTION u32 bpf_cpumask_weight(const struct cpumask *cpumask);
KERNEL_FUNCTION int bpf_cpumask_populate(struct bpf_cpumask *cpumask, void *src, u64 src__sz);
KERNEL_FUNCTION const struct cpumask *scx_bpf_get_online_cpumask(void);
KERNEL_FUNCTION const struct cpumask *scx_bpf_get_possible_cpumask(void);
KERNEL_FUNCTION const struct cpumask *scx_bpf_get_idle_smtmask(void);
KERNEL_FUNCTION void scx_bpf_put_cpumask(const struct cpumask *mask);

struct holder {
    struct bpf_cpumask kptr *mask;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_TASK_STORAGE);
    MAP_NUMBER(map_flags, BPF_F_NO_PREALLOC);
    MAP_TYPE(key, int);
    MAP_TYPE(value, struct holder);
} masks SEC(".maps");

SEC(".data.MASKS") __attribute__((aligned(8))) struct bpf_cpumask kptr *all;

#define mask(m) ((const struct cpumask *)(m))

OP_SLEEPING(s32, init, masks_init)
{
    struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create(), *c, *old;
    u32 cpus = scx_bpf_nr_cpu_ids();
    const struct cpumask *online;
    u64 words[1] = {6};

    if (!a || !b)
        return -12;
    CHECK(bpf_cpumask_empty(mask(a)) && bpf_cpumask_weight(mask(a)) == 0);
    CHECK(bpf_cpumask_first(mask(a)) >= cpus);
    CHECK(bpf_cpumask_any_distribute(mask(a)) >= cpus);
    bpf_cpumask_set_cpu(1, a);
    bpf_cpumask_set_cpu(2, a);
    bpf_cpumask_set_cpu(cpus + 5, a);
    CHECK(bpf_cpumask_weight(mask(a)) == 2);
    CHECK(bpf_cpumask_first(mask(a)) == 1 && bpf_cpumask_first_zero(mask(a)) == 0);
    CHECK(!bpf_cpumask_test_cpu(cpus + 5, mask(a)));
    CHECK(bpf_cpumask_test_and_set_cpu(1, a) && !bpf_cpumask_test_and_set_cpu(3, a));
    CHECK(bpf_cpumask_test_and_clear_cpu(3, a) && !bpf_cpumask_test_and_clear_cpu(3, a));
    bpf_cpumask_setall(b);
    CHECK(bpf_cpumask_full(mask(b)) && bpf_cpumask_weight(mask(b)) == cpus);
    CHECK(bpf_cpumask_subset(mask(a), mask(b)) && !bpf_cpumask_subset(mask(b), mask(a)));
    CHECK(bpf_cpumask_intersects(mask(a), mask(b)));
    CHECK(bpf_cpumask_first_and(mask(a), mask(b)) == 1);
    bpf_cpumask_xor(b, mask(a), mask(b));
    CHECK(!bpf_cpumask_intersects(mask(a), mask(b)));
    CHECK(!bpf_cpumask_and(b, mask(a), mask(b)));
    bpf_cpumask_or(b, mask(a), mask(b));
    CHECK(bpf_cpumask_equal(mask(a), mask(b)));
    c = bpf_cpumask_acquire(a);
    CHECK(bpf_cpumask_equal(mask(a), mask(c)));
    bpf_cpumask_clear_cpu(1, c);
    CHECK(!bpf_cpumask_test_cpu(1, mask(a)));
    bpf_cpumask_release(c);
    CHECK(bpf_cpumask_any_distribute(mask(b)) != bpf_cpumask_any_distribute(mask(b)));
    CHECK(bpf_cpumask_any_and_distribute(mask(a), mask(b)) == 2);
    CHECK(!bpf_cpumask_populate(b, words, sizeof(words)));
    CHECK(bpf_cpumask_test_cpu(1, mask(b)) && bpf_cpumask_test_cpu(2, mask(b)));
    CHECK(bpf_cpumask_populate(b, words, 4) == -13);
    bpf_cpumask_clear(b);
    CHECK(bpf_cpumask_empty(mask(b)));
    online = scx_bpf_get_online_cpumask();
    bpf_cpumask_copy(b, online);
    scx_bpf_put_cpumask(online);
    CHECK(bpf_cpumask_weight(mask(b)) == cpus);
    online = scx_bpf_get_possible_cpumask();
    CHECK(bpf_cpumask_equal(online, mask(b)));
    scx_bpf_put_cpumask(online);
    old = bpf_kptr_xchg(&all, b);
    CHECK(!old);
    if (old)
        bpf_cpumask_release(old);
    bpf_cpumask_release(a);
    return 0;
}

OP_SLEEPING(s32, init_task, masks_init_task)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct holder *holder = bpf_task_storage_get(&masks, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
    struct bpf_cpumask *own = bpf_cpumask_create(), *old;

    if (!holder || !own)
        return -12;
    old = bpf_kptr_xchg(&holder->mask, own);
    if (old)
        bpf_cpumask_release(old);
    return 0;
}

OP(enqueue, masks_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct holder *holder = bpf_task_storage_get(&masks, p, NULL, 0);
    struct bpf_cpumask *own, *global;
    const struct cpumask *idle = scx_bpf_get_idle_cpumask(), *smt;
    s32 cpu;

    bpf_rcu_read_lock();
    own = holder ? holder->mask : NULL;
    global = all;
    CHECK(own && global);
    if (own && global) {
        bpf_cpumask_and(own, p->cpus_ptr, idle);
        CHECK(bpf_cpumask_subset(mask(own), mask(global)));
        cpu = bpf_cpumask_any_distribute(mask(own));
        if (cpu < scx_bpf_nr_cpu_ids())
            scx_bpf_kick_cpu(cpu, SCX_KICK_IDLE);
    }
    bpf_rcu_read_unlock();
    scx_bpf_put_idle_cpumask(idle);
    smt = scx_bpf_get_idle_smtmask();
    CHECK(bpf_cpumask_weight(smt) <= scx_bpf_nr_cpu_ids());
    scx_bpf_put_idle_cpumask(smt);
    scx_bpf_dsq_insert(p, 0, SCX_SLICE_DFL, ARG(1, u64));
}

OP(dispatch, masks_dispatch)
{
    scx_bpf_dsq_move_to_local(0);
}

SEC("struct_ops.s/init")
s32 masks_init_both(u64 *args)
{
    s32 failed = scx_bpf_create_dsq(0, -1);

    return failed ? failed : masks_init(args);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .init = (void *)masks_init_both,
    .init_task = (void *)masks_init_task,
    .enqueue = (void *)masks_enqueue,
    .dispatch = (void *)masks_dispatch,
    .name = "masks",
};
LICENSE_GPL;
