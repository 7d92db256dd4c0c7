/*
 * First come, first served, with a book about it: who waited how long, in memory of every kind that a user-space half can
 * read.
 *
 * Each start of a task is a record in a ring buffer. An LRU table keeps the longest wait of the programs seen last, by
 * name. Counters are per CPU. In an arena, which user space can map, lies a histogram of the waits that grows a page at a
 * time.
 */
#include "scx.h"

#define SHARED 0
#define ARENA_PAGES 1024
#define PAGE_BYTES 4096
#define BUCKETS 64

#define ARENA __attribute__((address_space(1)))

struct start {
    u64 at_ns;
    u64 waited_ns;
    s32 pid;
    s32 cpu;
};

struct program_name {
    char text[16];
};

struct cpu_counts {
    u64 starts;
    u64 lost; /* records that found the ring full */
};

struct histogram {
    u64 count[BUCKETS]; /* by the binary logarithm of the wait */
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_RINGBUF);
    MAP_NUMBER(max_entries, 64 * 1024);
} starts SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_LRU_HASH);
    MAP_NUMBER(max_entries, 64);
    MAP_TYPE(key, struct program_name);
    MAP_TYPE(value, u64);
} longest_wait SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    MAP_NUMBER(max_entries, 1);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct cpu_counts);
} counts SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_HASH);
    MAP_NUMBER(map_flags, BPF_F_NO_PREALLOC);
    MAP_NUMBER(max_entries, 65536);
    MAP_TYPE(key, s32);
    MAP_TYPE(value, u64);
} waiting_since SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARENA);
    MAP_NUMBER(map_flags, BPF_F_MMAPABLE);
    MAP_NUMBER(max_entries, ARENA_PAGES);
    /* Where user space maps it. */
    unsigned long (*map_extra)[1UL << 44];
} arena SEC(".maps");

KERNEL_FUNCTION void ARENA *bpf_arena_alloc_pages(void *p__map, void ARENA *addr__ign, u32 page_cnt, int node_id,
                                                  u64 flags);

struct histogram ARENA *waits;

OP(enqueue, ledger_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    s32 pid = p->pid;
    u64 now = scx_bpf_now();

    bpf_map_update_elem(&waiting_since, &pid, &now, BPF_ANY);
    scx_bpf_dsq_insert(p, SHARED, SCX_SLICE_DFL, ARG(1, u64));
}

OP(dispatch, ledger_dispatch)
{
    scx_bpf_dsq_move_to_local(SHARED);
}

/* The binary logarithm, rounded down; 0 for 0. */
INLINE u32 logarithm(u64 value)
{
    u32 bits = 0;

    for (u32 step = 32; step; step /= 2) {
        if (value >> step) {
            value >>= step;
            bits += step;
        }
    }
    return bits;
}

NOINLINE int note_wait(struct task_struct *p, u64 waited)
{
    struct program_name name = {};
    u64 *longest;

    if (!p)
        return 0;
    bpf_probe_read_kernel_str(name.text, sizeof(name.text), p->comm);
    longest = bpf_map_lookup_elem(&longest_wait, &name);
    if (!longest)
        bpf_map_update_elem(&longest_wait, &name, &waited, BPF_NOEXIST);
    else if (*longest < waited)
        *longest = waited;
    return 0;
}

OP(running, ledger_running)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct histogram ARENA *histogram = waits;
    s32 pid = p->pid;
    u64 *since = bpf_map_lookup_elem(&waiting_since, &pid);
    u32 zero = 0;
    struct cpu_counts *own = bpf_map_lookup_elem(&counts, &zero);
    struct start *record;
    u64 now = scx_bpf_now(), waited;

    if (!since || !own)
        return;
    waited = now - *since;
    own->starts++;
    record = bpf_ringbuf_reserve(&starts, sizeof(*record), 0);
    if (record) {
        record->at_ns = now;
        record->waited_ns = waited;
        record->pid = pid;
        record->cpu = bpf_get_smp_processor_id();
        bpf_ringbuf_submit(record, 0);
    } else {
        own->lost++;
    }
    if (histogram)
        histogram->count[logarithm(waited) % BUCKETS]++;
    note_wait(p, waited);
}

OP(exit_task, ledger_exit_task)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    s32 pid = p->pid;

    bpf_map_delete_elem(&waiting_since, &pid);
}

OP_SLEEPING(s32, init, ledger_init)
{
    waits = bpf_arena_alloc_pages(&arena, NULL, (sizeof(struct histogram) + PAGE_BYTES - 1) / PAGE_BYTES, -1, 0);
    if (!waits)
        return -12;
    return scx_bpf_create_dsq(SHARED, -1);
}

static long add_starts(void *map, u32 *key, struct cpu_counts *value, u64 *sum)
{
    FOR_EACH_NUMBER(cpu, 0, scx_bpf_nr_cpu_ids()) {
        struct cpu_counts *of_cpu = bpf_map_lookup_percpu_elem(&counts, key, cpu);

        if (of_cpu)
            *sum += of_cpu->starts;
    }
    return 0;
}

OP_SLEEPING(void, exit, ledger_exit)
{
    u64 sum = 0;

    bpf_for_each_map_elem(&counts, add_starts, &sum, 0);
    PRINT("%llu starts are in the book", sum);
}

SEC(".struct_ops.link")
struct sched_ext_ops ledger_ops = {
    .enqueue = (void *)ledger_enqueue,
    .dispatch = (void *)ledger_dispatch,
    .running = (void *)ledger_running,
    .exit_task = (void *)ledger_exit_task,
    .init = (void *)ledger_init,
    .exit = (void *)ledger_exit,
    .name = "ledger",
};

LICENSE_GPL;
