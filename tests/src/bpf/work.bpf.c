/* Work that waits in map values for a worker, and walks over tasks. */
#include "check.h"

struct bpf_wq {
    u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_iter_task {
    u64 opaque[3];
} __attribute__((aligned(8)));

KERNEL_FUNCTION int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags);
KERNEL_FUNCTION int bpf_wq_set_callback(struct bpf_wq *wq, int (*callback)(void *map, int *key, void *value),
                                        unsigned int flags);
KERNEL_FUNCTION int bpf_wq_start(struct bpf_wq *wq, unsigned int flags);
KERNEL_FUNCTION int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags);
KERNEL_FUNCTION struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it);
KERNEL_FUNCTION void bpf_iter_task_destroy(struct bpf_iter_task *it);

struct element {
    u64 runs;
    u64 at_ns;
    struct bpf_wq work;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH);
    MAP_NUMBER(max_entries, 4);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct element);
} works SEC(".maps");

u64 tasks_seen;
u64 threads_seen;
u64 ran_after_deletion;

static int count(void *map, int *key, void *value)
{
    struct element *element = value;
    struct bpf_iter_task it;
    struct task_struct *p;

    CHECK(map && *key == 5);
    element->runs++;
    element->at_ns = bpf_ktime_get_ns();
    tasks_seen = 0;
    CHECK(!bpf_iter_task_new(&it, NULL, 0));
    while ((p = bpf_iter_task_next(&it))) {
        CHECK(p->pid > 0);
        tasks_seen++;
    }
    bpf_iter_task_destroy(&it);
    return 0;
}

static int never(void *map, int *key, void *value)
{
    ran_after_deletion++;
    return 0;
}

OP_SLEEPING(s32, init, work_init)
{
    u32 key = 5, gone = 6;
    struct element empty = {}, *element;

    CHECK(!bpf_map_update_elem(&works, &key, &empty, BPF_ANY));
    CHECK(!bpf_map_update_elem(&works, &gone, &empty, BPF_ANY));
    element = bpf_map_lookup_elem(&works, &key);
    if (!element)
        return -2;
    CHECK(bpf_wq_start(&element->work, 0) == -22);
    CHECK(bpf_wq_init(&element->work, &works, 1) == -22);
    CHECK(!bpf_wq_init(&element->work, &works, 0));
    CHECK(bpf_wq_init(&element->work, &works, 0) == -16);
    CHECK(bpf_wq_start(&element->work, 0) == -22);
    CHECK(!bpf_wq_set_callback(&element->work, count, 0));
    CHECK(!bpf_wq_start(&element->work, 0));
    /* It is queued already. */
    CHECK(!bpf_wq_start(&element->work, 0));
    CHECK(element->runs == 0);
    element = bpf_map_lookup_elem(&works, &gone);
    if (!element)
        return -2;
    CHECK(!bpf_wq_init(&element->work, &works, 0));
    CHECK(!bpf_wq_set_callback(&element->work, never, 0));
    CHECK(!bpf_wq_start(&element->work, 0));
    CHECK(!bpf_map_delete_elem(&works, &gone));
    return 0;
}

OP(tick, work_tick)
{
    struct task_struct *p = ARG(0, struct task_struct *), *thread;
    struct bpf_iter_task it;
    u32 key = 5;
    struct element *element = bpf_map_lookup_elem(&works, &key);

    if (!element)
        return;
    CHECK(element->runs == 1 || threads_seen);
    CHECK(tasks_seen > 0);
    CHECK(ran_after_deletion == 0);
    CHECK(bpf_iter_task_new(&it, NULL, 2) == -22);
    CHECK(!bpf_iter_task_new(&it, p, 2));
    while ((thread = bpf_iter_task_next(&it))) {
        CHECK(thread == p);
        threads_seen++;
    }
    bpf_iter_task_destroy(&it);
    CHECK(!bpf_wq_start(&element->work, 0));
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .init = (void *)work_init,
    .tick = (void *)work_tick,
    .name = "work",
};
LICENSE_GPL;
