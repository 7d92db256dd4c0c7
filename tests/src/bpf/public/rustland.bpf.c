/*
 * Not scx_rustland: a program of our own that leaves all decisions to a process, in the records that the process of
 * scx_rustland takes and gives.
 */
#include "../check.h"

#define ANY_CPU (1 << 20)
#define SHARED 4096
#define PROCESS 4097
#define RECORDS 4096

static long (*bpf_user_ringbuf_drain)(void *ring, void *callback, void *context, u64 flags) = (void *)209;
static void *(*bpf_dynptr_data)(const struct bpf_dynptr *ptr, u32 offset, u32 length) = (void *)203;
KERNEL_FUNCTION struct task_struct *bpf_task_from_pid(s32 pid);
KERNEL_FUNCTION void bpf_task_release(struct task_struct *p);
KERNEL_FUNCTION u32 scx_bpf_dispatch_nr_slots(void);

const volatile u32 usersched_pid;
const volatile u64 slice_ns;
const volatile bool builtin_idle;
const volatile bool numa_local = true;

volatile u64 nr_queued;
volatile u64 nr_scheduled;
volatile u64 nr_user_dispatches, nr_kernel_dispatches, nr_bounce_dispatches;
u64 asked, queued_so_far;

struct question {
    s32 pid, cpu;
    u64 flags;
};

struct request {
    s32 pid, cpu;
    u64 cpus_allowed, flags, started, stopped, ran, weight, vtime, number;
    char comm[16];
};

struct answer {
    s32 pid, cpu;
    u64 flags, slice, vtime, number;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_RINGBUF);
    MAP_NUMBER(max_entries, RECORDS * sizeof(struct request));
} queued SEC(".maps");

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_USER_RINGBUF);
    MAP_NUMBER(max_entries, RECORDS * sizeof(struct answer));
} dispatched SEC(".maps");

struct seen {
    u64 started, stopped, ran, number;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_TASK_STORAGE);
    MAP_NUMBER(map_flags, 1);
    MAP_TYPE(key, int);
    MAP_TYPE(value, struct seen);
} tasks SEC(".maps");

INLINE bool is_process(const struct task_struct *p)
{
    return p->pid == (int)usersched_pid;
}

OP(enqueue, rustland_enqueue)
{
    struct task_struct *p = ARG(0, struct task_struct *);
    struct request *request;
    struct seen *seen;

    if (is_process(p)) {
        scx_bpf_dsq_insert(p, PROCESS, slice_ns, args[1]);
        return;
    }
    seen = bpf_task_storage_get(&tasks, p, NULL, 0);
    request = bpf_ringbuf_reserve(&queued, sizeof(*request), 0);
    if (!seen || !request) {
        CHECK(seen);
        if (request)
            bpf_ringbuf_discard(request, 0);
        scx_bpf_dsq_insert(p, SHARED, slice_ns, args[1]);
        return;
    }
    *request = (struct request){
        .pid = p->pid, .cpu = scx_bpf_task_cpu(p), .cpus_allowed = p->nr_cpus_allowed, .flags = args[1],
        .started = seen->started, .stopped = seen->stopped, .ran = seen->ran, .weight = p->scx.weight,
        .vtime = p->scx.dsq_vtime, .number = ++seen->number,
    };
    bpf_ringbuf_submit(request, 0);
    nr_queued++;
    queued_so_far++;
    scx_bpf_kick_cpu(scx_bpf_task_cpu(p), 1);
}

static long take(struct bpf_dynptr *ptr, void *context)
{
    struct answer *answer = bpf_dynptr_data(ptr, 0, sizeof(*answer));
    struct task_struct *p;
    s32 cpu;

    CHECK(answer);
    if (!answer)
        return 1;
    p = bpf_task_from_pid(answer->pid);
    if (!p)
        return 0;
    CHECK(!is_process(p) && answer->slice && answer->number);
    cpu = answer->cpu;
    if (cpu != ANY_CPU && !bpf_cpumask_test_cpu(cpu, p->cpus_ptr)) {
        nr_bounce_dispatches++;
        cpu = scx_bpf_task_cpu(p);
    }
    if (cpu == ANY_CPU)
        cpu = SHARED;
    else
        nr_user_dispatches++;
    scx_bpf_dsq_insert_vtime(p, cpu, answer->slice, answer->vtime, answer->flags);
    scx_bpf_kick_cpu(cpu == SHARED ? scx_bpf_task_cpu(p) : cpu, 1);
    bpf_task_release(p);
    return !scx_bpf_dispatch_nr_slots();
}

OP(dispatch, rustland_dispatch)
{
    struct task_struct *prev = ARG(1, struct task_struct *);

    bpf_user_ringbuf_drain(&dispatched, take, NULL, 1);
    if ((nr_queued || nr_scheduled || bpf_ringbuf_query(&queued, 0)) && scx_bpf_dsq_move_to_local(PROCESS))
        return;
    if (scx_bpf_dsq_move_to_local((s32)args[0]) || scx_bpf_dsq_move_to_local(SHARED))
        return;
    if (prev && (prev->scx.flags & 1) && !is_process(prev))
        prev->scx.slice = slice_ns;
}

OP(runnable, rustland_runnable)
{
    struct seen *seen = bpf_task_storage_get(&tasks, ARG(0, struct task_struct *), NULL, 0);

    if (seen)
        seen->ran = 0;
}

OP(running, rustland_running)
{
    struct seen *seen = bpf_task_storage_get(&tasks, ARG(0, struct task_struct *), NULL, 0);

    if (seen)
        seen->started = scx_bpf_now();
}

OP(stopping, rustland_stopping)
{
    struct seen *seen = bpf_task_storage_get(&tasks, ARG(0, struct task_struct *), NULL, 0);

    if (seen) {
        seen->stopped = scx_bpf_now();
        seen->ran += seen->stopped - seen->started;
    }
}

OP_RESULT(s32, init_task, rustland_init_task)
{
    return bpf_task_storage_get(&tasks, ARG(0, struct task_struct *), NULL, 1) ? 0 : -12;
}

OP_SLEEPING(s32, init, rustland_init)
{
    s32 error = scx_bpf_create_dsq(SHARED, -1) ?: scx_bpf_create_dsq(PROCESS, -1);

    CHECK(usersched_pid && slice_ns == 1000000 && builtin_idle && !numa_local);
    FOR_EACH_NUMBER(cpu, 0, scx_bpf_nr_cpu_ids()) {
        if (scx_bpf_create_dsq(cpu, -1))
            error = -12;
    }
    return error;
}

/* Sees the CPU of the thread that asks, and returns an idle one that the task may use. */
SEC("syscall")
int rs_select_cpu(struct question *question)
{
    struct task_struct *p = bpf_task_from_pid(question->pid), *asking = bpf_get_current_task_btf();
    s32 cpu;

    if (!p)
        return -22;
    asked++;
    CHECK(is_process(asking) && scx_bpf_task_cpu(asking) == (s32)bpf_get_smp_processor_id());
    cpu = scx_bpf_test_and_clear_cpu_idle(question->cpu) && bpf_cpumask_test_cpu(question->cpu, p->cpus_ptr)
              ? question->cpu
              : scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
    bpf_task_release(p);
    return cpu;
}

SEC(".struct_ops.link")
struct sched_ext_ops rustland = {
    .enqueue = (void *)rustland_enqueue,
    .dispatch = (void *)rustland_dispatch,
    .runnable = (void *)rustland_runnable,
    .running = (void *)rustland_running,
    .stopping = (void *)rustland_stopping,
    .init_task = (void *)rustland_init_task,
    .init = (void *)rustland_init,
    .name = "rustland",
};
LICENSE_GPL;
