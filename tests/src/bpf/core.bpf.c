/* What the compiler leaves open about the kernel's types, and the loader fills in. */
#include "check.h"

#define RELOCATED __attribute__((preserve_access_index))

/* Other views of the same types: what follows the last three underscores does not count. */
struct task_struct___other {
    struct sched_ext_entity___other {
        u64 dsq_vtime;
        u64 removed_member;
    } scx;
    int pid;
    u64 removed_member;
} RELOCATED;

struct removed_type {
    int x;
} RELOCATED;

struct cpumask___words {
    unsigned long bits[4];
} RELOCATED;

enum scx_enq_flags___other {
    SCX_ENQ_PREEMPT___other = 1,
    SCX_ENQ_REMOVED___other = 2,
};

enum removed_enum {
    REMOVED_CONSTANT = 1,
};

enum scx_public_consts___other {
    SCX_SLICE_INF___other = 1ULL << 40,
};

#define FIELD_EXISTS 2
#define FIELD_SIZE 1
#define FIELD_SIGNED 3
#define TYPE_EXISTS 0
#define TYPE_MATCHES 2
#define TYPE_SIZE 1
#define ENUM_EXISTS 0
#define ENUM_VALUE 1

#define field(type, member, what) __builtin_preserve_field_info(((type *)0)->member, what)
#define type_info(type, what) __builtin_preserve_type_info(*(typeof(type) *)0, what)
#define enum_info(type, constant, what) __builtin_preserve_enum_value(*(typeof(type) *)constant, what)

OP_SLEEPING(s32, init, core_init)
{
    CHECK(field(struct task_struct___other, pid, FIELD_EXISTS));
    CHECK(field(struct task_struct___other, scx.dsq_vtime, FIELD_EXISTS));
    CHECK(!field(struct task_struct___other, scx.removed_member, FIELD_EXISTS));
    CHECK(!field(struct task_struct___other, removed_member, FIELD_EXISTS));
    CHECK(!field(struct removed_type, x, FIELD_EXISTS));
    CHECK(field(struct task_struct, pid, FIELD_SIZE) == 4);
    CHECK(field(struct task_struct, comm, FIELD_SIZE) == 16);
    CHECK(field(struct task_struct, pid, FIELD_SIGNED) == 1);
    CHECK(field(struct task_struct, flags, FIELD_SIGNED) == 0);
    CHECK(type_info(struct task_struct, TYPE_EXISTS));
    CHECK(!type_info(struct removed_type, TYPE_EXISTS));
    CHECK(!type_info(struct removed_type, TYPE_SIZE));
    CHECK(type_info(struct cpumask___words, TYPE_SIZE) >= 8);
    CHECK(!type_info(struct removed_type, TYPE_MATCHES));
    CHECK(enum_info(enum scx_enq_flags___other, SCX_ENQ_PREEMPT___other, ENUM_EXISTS));
    CHECK(enum_info(enum scx_enq_flags___other, SCX_ENQ_PREEMPT___other, ENUM_VALUE) == SCX_ENQ_PREEMPT);
    CHECK(!enum_info(enum scx_enq_flags___other, SCX_ENQ_REMOVED___other, ENUM_EXISTS));
    CHECK(!enum_info(enum removed_enum, REMOVED_CONSTANT, ENUM_EXISTS));
    CHECK(enum_info(enum scx_public_consts___other, SCX_SLICE_INF___other, ENUM_VALUE) == SCX_SLICE_INF);
    if (field(struct task_struct___other, removed_member, FIELD_EXISTS)) {
        struct task_struct___other *p = (void *)bpf_get_current_task_btf();

        CHECK(p->removed_member == 1);
    }
    return 0;
}

s32 pid_seen;

OP(running, core_running)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct task_struct___other *other = (void *)p;
    struct cpumask___words *mask = (void *)p->cpus_ptr;
    u32 word = p->nr_cpus_allowed > 0 ? 0 : 1;
    u64 seen = 0;

    CHECK(p->pid == other->pid);
    CHECK(p->scx.dsq_vtime == other->scx.dsq_vtime);
    CHECK(mask->bits[word] != 0);
    for (int i = 0; i < 4; i++)
        seen += __builtin_popcountll(mask->bits[i]);
    CHECK(seen == p->nr_cpus_allowed);
    pid_seen = p->pid;
    CHECK(p->comm[0] && p->scx.weight);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {.init = (void *)core_init, .running = (void *)core_running, .name = "core"};
LICENSE_GPL;
