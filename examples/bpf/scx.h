/*
 * How a scheduler in BPF calls the kernel: helpers by number, kernel functions by name, maps and programs by section.
 */
#pragma once

#include "kernel.h"

#define SEC(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE __attribute__((noinline))
#define KERNEL_FUNCTION extern __attribute__((section(".ksyms")))

/* A member of a map's definition: the number is the length of an array that the member points to. */
#define MAP_NUMBER(member, number) int (*member)[number]
#define MAP_TYPE(member, type) typeof(type) *member

#define LICENSE_GPL char _license[] SEC("license") = "GPL"

/*
 * A program of the ops gets its arguments as an array of 64-bit words. OP(enqueue, fifo_enqueue) begins the program
 * fifo_enqueue for the member enqueue; ARG(0, struct task_struct *) is its first argument.
 */
#define OP(member, name) \
    SEC("struct_ops/" #member) \
    void name(u64 *args)
#define OP_RESULT(type, member, name) \
    SEC("struct_ops/" #member) \
    type name(u64 *args)
/* May sleep: init, init_task, exit and the like. */
#define OP_SLEEPING(type, member, name) \
    SEC("struct_ops.s/" #member) \
    type name(u64 *args)
#define ARG(position, type) ((type)args[position])

/* Helpers: the number is all that the instruction holds. */
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)3;
static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
static long (*bpf_trace_printk)(const char *format, u32 size, ...) = (void *)6;
static u32 (*bpf_get_prandom_u32)(void) = (void *)7;
static u32 (*bpf_get_smp_processor_id)(void) = (void *)8;
static long (*bpf_map_push_elem)(void *map, const void *value, u64 flags) = (void *)87;
static long (*bpf_map_pop_elem)(void *map, void *value) = (void *)88;
static long (*bpf_map_peek_elem)(void *map, void *value) = (void *)89;
static long (*bpf_spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
static long (*bpf_spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;
static long (*bpf_probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*bpf_probe_read_kernel_str)(void *to, u32 size, const void *from) = (void *)115;
static long (*bpf_ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
static void *(*bpf_ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*bpf_ringbuf_submit)(void *record, u64 flags) = (void *)132;
static void (*bpf_ringbuf_discard)(void *record, u64 flags) = (void *)133;
static u64 (*bpf_ringbuf_query)(void *ring, u64 what) = (void *)134;
static void *(*bpf_task_storage_get)(void *map, struct task_struct *p, void *initial, u64 flags) = (void *)156;
static long (*bpf_task_storage_delete)(void *map, struct task_struct *p) = (void *)157;
static struct task_struct *(*bpf_get_current_task_btf)(void) = (void *)158;
static long (*bpf_for_each_map_elem)(void *map, void *callback, void *context, u64 flags) = (void *)164;
static long (*bpf_snprintf)(char *to, u32 size, const char *format, u64 *data, u32 data_size) = (void *)165;
static long (*bpf_timer_init)(struct bpf_timer *timer, void *map, u64 flags) = (void *)169;
static long (*bpf_timer_set_callback)(struct bpf_timer *timer, void *callback) = (void *)170;
static long (*bpf_timer_start)(struct bpf_timer *timer, u64 ns, u64 flags) = (void *)171;
static long (*bpf_timer_cancel)(struct bpf_timer *timer) = (void *)172;
static long (*bpf_loop)(u32 rounds, void *callback, void *context, u64 flags) = (void *)181;
static long (*bpf_strncmp)(const char *a, u32 size, const char *b) = (void *)182;
static void *(*bpf_kptr_xchg)(void *slot, void *pointer) = (void *)194;
static void *(*bpf_map_lookup_percpu_elem)(void *map, const void *key, u32 cpu) = (void *)195;

/* Kernel functions of sched_ext. */
KERNEL_FUNCTION s32 scx_bpf_create_dsq(u64 dsq_id, s32 node);
KERNEL_FUNCTION void scx_bpf_destroy_dsq(u64 dsq_id);
KERNEL_FUNCTION s32 scx_bpf_dsq_nr_queued(u64 dsq_id);
KERNEL_FUNCTION void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags);
KERNEL_FUNCTION void scx_bpf_dsq_insert_vtime(struct task_struct *p, u64 dsq_id, u64 slice, u64 vtime,
                                              u64 enq_flags);
KERNEL_FUNCTION bool scx_bpf_dsq_move_to_local(u64 dsq_id);
KERNEL_FUNCTION bool scx_bpf_dsq_move(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id, u64 enq_flags);
KERNEL_FUNCTION bool scx_bpf_dsq_move_vtime(struct bpf_iter_scx_dsq *it, struct task_struct *p, u64 dsq_id,
                                            u64 enq_flags);
KERNEL_FUNCTION void scx_bpf_dsq_move_set_vtime(struct bpf_iter_scx_dsq *it, u64 vtime);
KERNEL_FUNCTION int bpf_iter_scx_dsq_new(struct bpf_iter_scx_dsq *it, u64 dsq_id, u64 flags);
KERNEL_FUNCTION struct task_struct *bpf_iter_scx_dsq_next(struct bpf_iter_scx_dsq *it);
KERNEL_FUNCTION void bpf_iter_scx_dsq_destroy(struct bpf_iter_scx_dsq *it);
KERNEL_FUNCTION s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags, bool *is_idle);
KERNEL_FUNCTION s32 scx_bpf_pick_idle_cpu(const struct cpumask *allowed, u64 flags);
KERNEL_FUNCTION bool scx_bpf_test_and_clear_cpu_idle(s32 cpu);
KERNEL_FUNCTION const struct cpumask *scx_bpf_get_idle_cpumask(void);
KERNEL_FUNCTION void scx_bpf_put_idle_cpumask(const struct cpumask *mask);
KERNEL_FUNCTION void scx_bpf_kick_cpu(s32 cpu, u64 flags);
KERNEL_FUNCTION s32 scx_bpf_task_cpu(const struct task_struct *p);
KERNEL_FUNCTION bool scx_bpf_task_running(const struct task_struct *p);
KERNEL_FUNCTION u32 scx_bpf_nr_cpu_ids(void);
KERNEL_FUNCTION u64 scx_bpf_now(void);
KERNEL_FUNCTION void scx_bpf_error_bstr(char *format, u64 *data, u32 data__sz);
KERNEL_FUNCTION void scx_bpf_exit_bstr(s64 exit_code, char *format, u64 *data, u32 data__sz);

/* Kernel functions for every kind of program. */
KERNEL_FUNCTION int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end);
KERNEL_FUNCTION int *bpf_iter_num_next(struct bpf_iter_num *it);
KERNEL_FUNCTION void bpf_iter_num_destroy(struct bpf_iter_num *it);
KERNEL_FUNCTION void bpf_rcu_read_lock(void);
KERNEL_FUNCTION void bpf_rcu_read_unlock(void);
KERNEL_FUNCTION bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *mask);

/*
 * Counts from start to below end. The kernel checks loops of this form without walking through every round. Leave the
 * body only at its end or by break, so that the iterator is given back.
 */
#define FOR_EACH_NUMBER(i, start, end) \
    for (struct bpf_iter_num it_##i __attribute__((cleanup(bpf_iter_num_destroy))), \
         *once_##i = (bpf_iter_num_new(&it_##i, (start), (end)), &it_##i); \
         once_##i; once_##i = NULL) \
        for (int *at_##i, i __attribute__((unused)); (at_##i = bpf_iter_num_next(&it_##i)) && (i = *at_##i, 1);)

INLINE void fail_with(char *format, u32 count, u64 a, u64 b, u64 c)
{
    u64 words[3];

    /* One by one: loaders do not relocate the initial value of an array. */
    words[0] = a;
    words[1] = b;
    words[2] = c;
    scx_bpf_error_bstr(format, words, count * sizeof(u64));
}

#define FIFTH(a, b, c, d, e, ...) e
#define FIRST_THREE(a, b, c, ...) (u64)(a), (u64)(b), (u64)(c)

/* Ends the scheduler with an error. At most three numbers or texts. */
#define FAIL(text, ...) \
    do { \
        static char format_[] = text; \
        fail_with(format_, FIFTH(0 __VA_OPT__(, ) __VA_ARGS__, 3, 2, 1, 0), \
                  FIRST_THREE(__VA_ARGS__ __VA_OPT__(, ) 0, 0, 0, 0)); \
    } while (0)

#define PRINT(text, ...) \
    do { \
        static const char format_[] = text; \
        bpf_trace_printk(format_, sizeof(format_), ##__VA_ARGS__); \
    } while (0)
