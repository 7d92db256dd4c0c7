/*
 * The types of the kernel that the schedulers of this folder use, with only the members they use.
 *
 * Nothing here says where a member lies: preserve_access_index makes the compiler write down which member of which type
 * an instruction is about, and the loader fills in the place from the type information of the kernel it loads into.
 */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;
typedef _Bool bool;

#define true 1
#define false 0
#define NULL ((void *)0)

#define BIT_64(n) (1ULL << (n))
#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum bpf_map_type {
    BPF_MAP_TYPE_HASH = 1,
    BPF_MAP_TYPE_ARRAY = 2,
    BPF_MAP_TYPE_PERCPU_HASH = 5,
    BPF_MAP_TYPE_PERCPU_ARRAY = 6,
    BPF_MAP_TYPE_LRU_HASH = 9,
    BPF_MAP_TYPE_LRU_PERCPU_HASH = 10,
    BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
    BPF_MAP_TYPE_HASH_OF_MAPS = 13,
    BPF_MAP_TYPE_QUEUE = 22,
    BPF_MAP_TYPE_STACK = 23,
    BPF_MAP_TYPE_RINGBUF = 27,
    BPF_MAP_TYPE_TASK_STORAGE = 29,
    BPF_MAP_TYPE_USER_RINGBUF = 31,
    BPF_MAP_TYPE_CGRP_STORAGE = 32,
    BPF_MAP_TYPE_ARENA = 33,
};

#define BPF_ANY 0
#define BPF_NOEXIST 1
#define BPF_EXIST 2
#define BPF_F_NO_PREALLOC 1
#define BPF_F_MMAPABLE 0x400
#define BPF_LOCAL_STORAGE_GET_F_CREATE 1
#define CLOCK_MONOTONIC 1

#define PF_KTHREAD 0x00200000

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct cpumask {
    unsigned long bits[128];
};

struct cgroup;

struct sched_ext_entity {
    u32 flags;
    u32 weight;
    u64 slice;
    u64 dsq_vtime;
};

struct task_struct {
    u32 flags;
    int nr_cpus_allowed;
    const struct cpumask *cpus_ptr;
    int pid;
    int tgid;
    char comm[16];
    struct sched_ext_entity scx;
};

enum scx_exit_kind {
    SCX_EXIT_NONE = 0,
};

struct scx_exit_info {
    enum scx_exit_kind kind;
    s64 exit_code;
    const char *reason;
    char *msg;
};

struct scx_init_task_args {
    bool fork;
    struct cgroup *cgroup;
};

struct scx_exit_task_args {
    bool cancelled;
};

struct scx_cgroup_init_args {
    u32 weight;
};

struct bpf_cpumask {
    struct cpumask cpumask;
};

#pragma clang attribute pop

/* What the kernel keeps in a scheduler's own memory; only sizes matter. */
struct bpf_spin_lock {
    u32 val;
};

struct bpf_timer {
    u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_root {
    u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_rb_node {
    u64 opaque[4];
} __attribute__((aligned(8)));

struct bpf_list_head {
    u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_list_node {
    u64 opaque[3];
} __attribute__((aligned(8)));

struct bpf_refcount {
    u32 opaque;
} __attribute__((aligned(4)));

struct bpf_dynptr {
    u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_iter_num {
    u64 opaque;
} __attribute__((aligned(8)));

struct bpf_iter_scx_dsq {
    u64 opaque[6];
} __attribute__((aligned(8)));

/* Values of 7.3; a loader that minds other kernels reads them from their type information. */
#define SCX_SLICE_DFL 20000000ULL
#define SCX_SLICE_INF (~0ULL)
#define SCX_DSQ_LOCAL 0x8000000000000002ULL
#define SCX_DSQ_LOCAL_ON 0xc000000000000000ULL
#define SCX_ENQ_HEAD BIT_64(4)
#define SCX_ENQ_PREEMPT BIT_64(32)
#define SCX_ENQ_REENQ BIT_64(40)
#define SCX_ENQ_LAST BIT_64(41)
#define SCX_KICK_IDLE 1
#define SCX_KICK_PREEMPT 2
#define SCX_DSQ_ITER_REV 0x10000 /* the queue's iterator goes backwards */
#define SCX_OPS_ENQ_LAST 2
#define SCX_PICK_IDLE_CORE 1

/*
 * The members of the kernel's struct that the schedulers here set. A loader matches them by name, so neither order nor
 * completeness matters.
 */
struct sched_ext_ops {
    s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
    void (*enqueue)(struct task_struct *p, u64 enq_flags);
    void (*dequeue)(struct task_struct *p, u64 deq_flags);
    void (*dispatch)(s32 cpu, struct task_struct *prev);
    void (*tick)(struct task_struct *p);
    void (*runnable)(struct task_struct *p, u64 enq_flags);
    void (*running)(struct task_struct *p);
    void (*stopping)(struct task_struct *p, bool runnable);
    void (*quiescent)(struct task_struct *p, u64 deq_flags);
    bool (*yield)(struct task_struct *from, struct task_struct *to);
    void (*set_weight)(struct task_struct *p, u32 weight);
    void (*set_cpumask)(struct task_struct *p, const struct cpumask *cpumask);
    void (*update_idle)(s32 cpu, bool idle);
    s32 (*init_task)(struct task_struct *p, struct scx_init_task_args *args);
    void (*exit_task)(struct task_struct *p, struct scx_exit_task_args *args);
    void (*enable)(struct task_struct *p);
    void (*disable)(struct task_struct *p);
    s32 (*cgroup_init)(struct cgroup *cgrp, struct scx_cgroup_init_args *args);
    void (*cgroup_exit)(struct cgroup *cgrp);
    s32 (*init)(void);
    void (*exit)(struct scx_exit_info *info);
    u32 dispatch_max_batch;
    u64 flags;
    u32 timeout_ms;
    u32 exit_dump_len;
    char name[128];
};
