/* Values that belong to tasks and groups, tasks and groups by number, and walks through groups. */
#include "check.h"

#define RELOCATED __attribute__((preserve_access_index))
#define DESCENDANTS_PRE 1
#define DESCENDANTS_POST 2
#define ANCESTORS_UP 3

static void *(*bpf_cgrp_storage_get)(void *map, struct cgroup *cgroup, void *initial, u64 flags) = (void *)210;
static long (*bpf_cgrp_storage_delete)(void *map, struct cgroup *cgroup) = (void *)211;
static u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

struct kernfs_node___seen {
    u64 id;
    const char *name;
} RELOCATED;

struct cgroup_subsys_state {
    struct cgroup *cgroup;
    struct cgroup_subsys_state *parent;
} RELOCATED;

struct cgroup___seen {
    struct cgroup_subsys_state self;
    int level;
    struct kernfs_node___seen *kn;
} RELOCATED;

struct css_set {
    struct cgroup *dfl_cgrp;
} RELOCATED;

struct task_struct___grouped {
    struct css_set *cgroups;
} RELOCATED;

struct bpf_iter_css {
    u64 opaque[3];
} __attribute__((aligned(8)));

KERNEL_FUNCTION struct cgroup *scx_bpf_task_cgroup(struct task_struct *p);
KERNEL_FUNCTION struct cgroup *bpf_cgroup_from_id(u64 cgid);
KERNEL_FUNCTION struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level);
KERNEL_FUNCTION struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp);
KERNEL_FUNCTION void bpf_cgroup_release(struct cgroup *cgrp);
KERNEL_FUNCTION struct task_struct *bpf_task_from_pid(s32 pid);
KERNEL_FUNCTION struct task_struct *bpf_task_acquire(struct task_struct *p);
KERNEL_FUNCTION void bpf_task_release(struct task_struct *p);
KERNEL_FUNCTION int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, u32 flags);
KERNEL_FUNCTION struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it);
KERNEL_FUNCTION void bpf_iter_css_destroy(struct bpf_iter_css *it);

struct value {
    u64 a;
    u64 b;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_TASK_STORAGE);
    MAP_NUMBER(map_flags, BPF_F_NO_PREALLOC);
    MAP_TYPE(key, int);
    MAP_TYPE(value, struct value);
} of_task SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_CGRP_STORAGE);
    MAP_NUMBER(map_flags, BPF_F_NO_PREALLOC);
    MAP_TYPE(key, int);
    MAP_TYPE(value, struct value);
} of_group SEC(".maps");

u64 tasks_seen, groups_walked;

OP_SLEEPING(s32, init_task, storage_init_task)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct value first = {.a = 3, .b = 4}, *value;

    CHECK(!bpf_task_storage_get(&of_task, p, NULL, 0));
    CHECK(bpf_task_storage_delete(&of_task, p) == -2);
    value = bpf_task_storage_get(&of_task, p, &first, BPF_LOCAL_STORAGE_GET_F_CREATE);
    CHECK(value && value->a == 3 && value->b == 4);
    if (value)
        value->a = p->pid;
    first.a = 99;
    value = bpf_task_storage_get(&of_task, p, &first, BPF_LOCAL_STORAGE_GET_F_CREATE);
    CHECK(value && value->a == p->pid);
    CHECK(!bpf_task_storage_delete(&of_task, p));
    value = bpf_task_storage_get(&of_task, p, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
    CHECK(value && value->a == 0);
    if (value)
        value->a = p->pid;
    tasks_seen++;
    return value ? 0 : -12;
}

OP(exit_task, storage_exit_task)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct value *value = bpf_task_storage_get(&of_task, p, NULL, 0);

    CHECK(value && value->a == p->pid);
}

static NOINLINE void check_groups(struct task_struct *p)
{
    struct cgroup *group = scx_bpf_task_cgroup(p), *root, *again;
    struct cgroup___seen *seen = (void *)group;
    struct cgroup_subsys_state *state;
    struct bpf_iter_css it;
    struct value *value;
    char name[16];

    if (!group) {
        CHECK(false);
        return;
    }
    CHECK(((struct task_struct___grouped *)p)->cgroups->dfl_cgrp);
    CHECK(seen->self.cgroup == group);
    again = bpf_cgroup_from_id(seen->kn->id);
    CHECK(again == group);
    if (again)
        bpf_cgroup_release(again);
    again = bpf_cgroup_from_id(1ULL << 60);
    CHECK(!again);
    if (again)
        bpf_cgroup_release(again);
    root = bpf_cgroup_ancestor(group, 0);
    if (root) {
        CHECK(((struct cgroup___seen *)root)->level == 0 && !((struct cgroup___seen *)root)->self.parent);
        CHECK(bpf_probe_read_kernel_str(name, sizeof(name), ((struct cgroup___seen *)root)->kn->name) > 0);
        bpf_rcu_read_lock();
        CHECK(!bpf_iter_css_new(&it, &((struct cgroup___seen *)root)->self, DESCENDANTS_PRE));
        while ((state = bpf_iter_css_next(&it)))
            groups_walked++;
        bpf_iter_css_destroy(&it);
        bpf_rcu_read_unlock();
        bpf_cgroup_release(root);
    } else {
        CHECK(false);
    }
    again = bpf_cgroup_ancestor(group, seen->level + 1);
    CHECK(!again);
    if (again)
        bpf_cgroup_release(again);
    CHECK(groups_walked > 0);
    value = bpf_cgrp_storage_get(&of_group, group, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
    CHECK(value);
    if (value)
        value->a++;
    value = bpf_cgrp_storage_get(&of_group, group, NULL, 0);
    CHECK(value && value->a > 0);
    if (value && value->a == 10)
        CHECK(!bpf_cgrp_storage_delete(&of_group, group));
    bpf_cgroup_release(group);
}

OP(running, storage_running)
{
    struct task_struct *p = ARG(0, struct task_struct *), *same;
    struct value *value = bpf_task_storage_get(&of_task, p, NULL, 0);

    CHECK(value && value->a == p->pid);
    same = bpf_task_from_pid(p->pid);
    CHECK(same == p);
    if (same) {
        CHECK(same->pid == p->pid);
        bpf_task_release(same);
    }
    same = bpf_task_from_pid(-1);
    CHECK(!same);
    if (same)
        bpf_task_release(same);
    CHECK(bpf_get_current_task_btf() && bpf_get_current_pid_tgid() >> 32 < 1 << 30);
    check_groups(p);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .init_task = (void *)storage_init_task,
    .exit_task = (void *)storage_exit_task,
    .running = (void *)storage_running,
    .name = "storage",
};
LICENSE_GPL;
