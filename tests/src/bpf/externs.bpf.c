/* Names that the kernel provides, or does not. */
#include "check.h"

#define KCONFIG extern __attribute__((section(".kconfig")))
#define KSYM extern __attribute__((section(".ksyms")))
#define WEAK __attribute__((weak))

enum tristate { NO, YES, MODULE };

KCONFIG int LINUX_KERNEL_VERSION;
KCONFIG bool CONFIG_PREEMPT_RCU WEAK;
KCONFIG u32 CONFIG_NR_CPUS;
KCONFIG int CONFIG_HZ;
KCONFIG bool CONFIG_NO_SUCH_THING WEAK;
KCONFIG enum tristate CONFIG_X86_64 WEAK;
KCONFIG u64 CONFIG_NOT_A_NUMBER WEAK;
KCONFIG char CONFIG_LOCALVERSION[64] WEAK;

struct rq___seen {
    u64 clock_task;
    int cpu;
    struct task_struct *curr;
} __attribute__((preserve_access_index));

static void *(*bpf_per_cpu_ptr)(const void *variable, u32 cpu) = (void *)153;
static void *(*bpf_this_cpu_ptr)(const void *variable) = (void *)154;

KSYM const struct rq___seen runqueues;
KSYM const int sd_llc_id WEAK;
KSYM const int no_such_variable WEAK;
KERNEL_FUNCTION void no_such_function(u64 x) WEAK;
/* Stands for scx_bpf_dsq_insert, which returns nothing. */
KERNEL_FUNCTION bool scx_bpf_dsq_insert___v2(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) WEAK;
/* Stands for scx_bpf_dsq_insert___v2, which says whether it did it. */
KERNEL_FUNCTION bool scx_bpf_dsq_insert___v2___compat(struct task_struct *p, u64 dsq_id, u64 slice,
                                                      u64 enq_flags) WEAK;
/* Has two arguments in this kernel. */
KERNEL_FUNCTION void scx_bpf_kick_cpu___wrong(s32 cpu) WEAK;

OP_SLEEPING(s32, init, externs_init)
{
    u32 cpus = scx_bpf_nr_cpu_ids();
    const struct rq___seen *queue = bpf_per_cpu_ptr(&runqueues, 1);
    const int *llc;

    CHECK(LINUX_KERNEL_VERSION == (7 << 16 | 3 << 8 | 4));
    CHECK(CONFIG_PREEMPT_RCU && CONFIG_NR_CPUS >= cpus && CONFIG_HZ >= 100);
    CHECK(!CONFIG_NO_SUCH_THING && CONFIG_X86_64 == YES && CONFIG_NOT_A_NUMBER == 0 && !CONFIG_LOCALVERSION[0]);
    CHECK(!no_such_function);
    if (no_such_function)
        no_such_function(1);
    CHECK(!scx_bpf_dsq_insert___v2);
    CHECK(scx_bpf_dsq_insert___v2___compat);
    CHECK(!scx_bpf_kick_cpu___wrong);
    CHECK(!&no_such_variable);
    CHECK(queue && queue->cpu == 1);
    CHECK(!bpf_per_cpu_ptr(&runqueues, cpus));
    queue = bpf_this_cpu_ptr(&runqueues);
    CHECK(queue->cpu == bpf_get_smp_processor_id());
    CHECK(&sd_llc_id);
    if (&sd_llc_id) {
        llc = bpf_per_cpu_ptr(&sd_llc_id, cpus - 1);
        CHECK(llc && *llc >= 0 && *llc < cpus);
    }
    return 0;
}

CHECKING_SCHEDULER("externs", externs_init);
