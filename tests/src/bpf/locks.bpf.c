/* Locks of every kind, taken one at a time. */
#include "check.h"

struct bpf_res_spin_lock {
    u32 opaque[2];
};

#define BPF_F_LOCK 4 /* update under the element's lock */

KERNEL_FUNCTION int bpf_res_spin_lock(struct bpf_res_spin_lock *lock);
KERNEL_FUNCTION void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock);
KERNEL_FUNCTION int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag);
KERNEL_FUNCTION void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, unsigned long *flags__irq_flag);
KERNEL_FUNCTION void bpf_preempt_disable(void);
KERNEL_FUNCTION void bpf_preempt_enable(void);
KERNEL_FUNCTION void bpf_local_irq_save(unsigned long *flags__irq_flag);
KERNEL_FUNCTION void bpf_local_irq_restore(unsigned long *flags__irq_flag);

struct guarded {
    struct bpf_spin_lock lock;
    u64 value;
};

struct resilient {
    u64 value;
    struct bpf_res_spin_lock lock;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 1);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct guarded);
} guarded SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH);
    MAP_NUMBER(max_entries, 2);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct resilient);
} resilient SEC(".maps");

OP_SLEEPING(s32, init, locks_init)
{
    u32 zero = 0;
    struct guarded *a = bpf_map_lookup_elem(&guarded, &zero), copy = {.value = 5};
    struct resilient empty = {}, *b;
    unsigned long flags;

    if (!a)
        return -2;
    bpf_spin_lock(&a->lock);
    a->value++;
    bpf_spin_unlock(&a->lock);
    CHECK(!bpf_map_update_elem(&guarded, &zero, &copy, BPF_F_LOCK));
    CHECK(a->value == 5);
    CHECK(!bpf_map_update_elem(&resilient, &zero, &empty, BPF_ANY));
    b = bpf_map_lookup_elem(&resilient, &zero);
    if (!b)
        return -2;
    if (!bpf_res_spin_lock(&b->lock)) {
        b->value++;
        bpf_res_spin_unlock(&b->lock);
    }
    if (!bpf_res_spin_lock_irqsave(&b->lock, &flags)) {
        b->value++;
        bpf_res_spin_unlock_irqrestore(&b->lock, &flags);
    }
    CHECK(b->value == 2);
    bpf_preempt_disable();
    CHECK(bpf_get_smp_processor_id() < scx_bpf_nr_cpu_ids());
    bpf_preempt_enable();
    bpf_local_irq_save(&flags);
    bpf_local_irq_restore(&flags);
    return 0;
}

CHECKING_SCHEDULER("locks", locks_init);
