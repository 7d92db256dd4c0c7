/* Every member of a kernel type and every kernel function that public schedulers ask for: is it there? */
#include "check.h"

#define SEEN __attribute__((preserve_access_index))
#define FIELD_EXISTS 2
#define HAS(type, member) CHECK(__builtin_preserve_field_info(((struct type *)0)->member, FIELD_EXISTS))
#define FUNCTION(result, name, ...) extern result name(__VA_ARGS__) __attribute__((weak, section(".ksyms")))
#define THERE(name) CHECK(name)

struct list_head___s { struct list_head___s *next, *prev; } SEEN;
struct kernfs_node___s { u64 id; const char *name; } SEEN;
struct percpu_ref___s { unsigned long percpu_count_ptr; } SEEN;
struct cgroup_subsys_state___s {
    struct cgroup *cgroup;
    struct percpu_ref___s refcnt;
    struct cgroup_subsys_state___s *parent;
} SEEN;
struct cgroup___s {
    struct cgroup_subsys_state___s self;
    int level;
    struct kernfs_node___s *kn;
    struct cgroup *dom_cgrp;
    struct cgroup *ancestors[0];
} SEEN;
struct css_set___s { struct cgroup *dfl_cgrp; } SEEN;
struct scx_task_group___s { u32 weight; } SEEN;
struct task_group___s { struct cgroup_subsys_state___s css; struct scx_task_group___s scx; } SEEN;
struct sched_avg___s { unsigned long util_avg; } SEEN;
struct sched_entity___s { u64 sum_exec_runtime; struct sched_avg___s avg; } SEEN;
struct sched_ext_entity___s {
    u32 flags, weight;
    u64 slice, dsq_vtime, ddsp_dsq_id, ddsp_enq_flags, tid;
    unsigned long runnable_at;
    bool disallow;
} SEEN;
struct uid_gid___s { u32 val; } SEEN;
struct cred___s { struct uid_gid___s euid, egid; } SEEN;
struct ns_common___s { u32 inum; } SEEN;
struct pid_namespace___s { u32 level; struct ns_common___s ns; } SEEN;
struct upid___s { int nr; struct pid_namespace___s *ns; } SEEN;
struct pid___s { u32 level; struct upid___s numbers[0]; } SEEN;
struct signal_struct___s { struct list_head___s thread_head; struct pid___s *pids[4]; } SEEN;
struct nodemask___s { unsigned long bits[1]; } SEEN;
struct mempolicy___s { u16 mode; int home_node; struct nodemask___s nodes; } SEEN;
struct task_struct___s {
    u32 __state, flags, policy;
    int on_cpu, prio, static_prio, nr_cpus_allowed, pid, tgid, numa_preferred_nid;
    u16 migration_disabled;
    const struct cpumask *cpus_ptr;
    struct cpumask cpus_mask;
    void *mm;
    unsigned long nvcsw;
    u64 utime, stime;
    char comm[16];
    struct task_struct *real_parent, *group_leader;
    const struct cred___s *real_cred;
    void *sched_class;
    struct signal_struct___s *signal;
    struct list_head___s thread_node;
    struct pid___s *thread_pid;
    struct mempolicy___s *mempolicy;
    struct css_set___s *cgroups;
    struct sched_entity___s se;
    struct sched_ext_entity___s scx;
} SEEN;
struct rq___s { u64 clock_task, clock_pelt; unsigned long lost_idle_time; struct task_struct *curr; } SEEN;
struct cpufreq_cpuinfo___s { u32 max_freq; } SEEN;
struct cpufreq_policy___s { u32 max; struct cpufreq_cpuinfo___s cpuinfo; } SEEN;
struct scx_exit_info___s {
    enum scx_exit_kind kind;
    s32 exit_cpu;
    s64 exit_code;
    const char *reason;
    char *msg, *dump;
} SEEN;
struct scx_bpf_dsq_insert_vtime_args { u64 dsq_id, slice, vtime, enq_flags; } SEEN;
struct scx_bpf_select_cpu_and_args { s32 prev_cpu; u64 wake_flags, flags; } SEEN;
struct scx_cgroup_init_args___s { u32 weight; u64 bw_period_us, bw_quota_us, bw_burst_us; } SEEN;
struct scx_init_task_args___s { bool fork; struct cgroup *cgroup; } SEEN;
struct scx_exit_task_args___s { bool cancelled; } SEEN;
enum scx_cpu_preempt_reason { SCX_CPU_PREEMPT_RT };
struct scx_cpu_release_args___s { enum scx_cpu_preempt_reason reason; struct task_struct *task; } SEEN;
struct seq_file;
struct bpf_iter_meta___s { struct seq_file *seq; } SEEN;
struct bpf_iter__task___s { struct bpf_iter_meta___s *meta; struct task_struct *task; } SEEN;
struct bpf_perf_event_value___s { u64 counter, enabled, running; } SEEN;
struct cpumask___s { unsigned long bits[1]; } SEEN;
struct bpf_iter_css;
struct scx_event_stats;

FUNCTION(s32, scx_bpf_create_dsq, u64 dsq_id, s32 node);
FUNCTION(bool, scx_bpf_dsq_insert___v2___compat, struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags);
FUNCTION(void, scx_bpf_dsq_insert___v1, struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags);
FUNCTION(bool, __scx_bpf_dsq_insert_vtime, struct task_struct *p, struct scx_bpf_dsq_insert_vtime_args *args);
FUNCTION(s32, __scx_bpf_select_cpu_and, struct task_struct *p, const struct cpumask *cpus_allowed,
         struct scx_bpf_select_cpu_and_args *args);
FUNCTION(bool, scx_bpf_dsq_move_to_local___v1, u64 dsq_id);
FUNCTION(struct task_struct *, scx_bpf_dsq_peek, u64 dsq_id);
FUNCTION(void, scx_bpf_reenqueue_local___v2___compat, void);
FUNCTION(u32, scx_bpf_reenqueue_local___v1, void);
FUNCTION(s32, scx_bpf_cpu_node, s32 cpu);
FUNCTION(u32, scx_bpf_nr_node_ids, void);
FUNCTION(s32, scx_bpf_pick_idle_cpu_node, const struct cpumask *cpus_allowed, int node, u64 flags);
FUNCTION(s32, scx_bpf_pick_any_cpu_node, const struct cpumask *cpus_allowed, int node, u64 flags);
FUNCTION(const struct cpumask *, scx_bpf_get_idle_cpumask_node, int node);
FUNCTION(const struct cpumask *, scx_bpf_get_idle_smtmask_node, int node);
FUNCTION(const struct cpumask *, scx_bpf_get_idle_smtmask, void);
FUNCTION(struct task_struct *, scx_bpf_cpu_curr, s32 cpu);
FUNCTION(struct rq *, scx_bpf_locked_rq, void);
FUNCTION(bool, scx_bpf_task_set_slice, struct task_struct *p, u64 slice);
FUNCTION(bool, scx_bpf_task_set_dsq_vtime, struct task_struct *p, u64 vtime);
FUNCTION(void, scx_bpf_dispatch_cancel, void);
FUNCTION(u32, scx_bpf_dispatch_nr_slots, void);
FUNCTION(void, scx_bpf_events, struct scx_event_stats *events, u64 events__sz);
FUNCTION(void, scx_bpf_dump_bstr, char *fmt, u64 *data, u32 data__sz);
FUNCTION(struct cgroup *, scx_bpf_task_cgroup, struct task_struct *p);
FUNCTION(u32, scx_bpf_cpuperf_cap, s32 cpu);
FUNCTION(u32, scx_bpf_cpuperf_cur, s32 cpu);
FUNCTION(void, scx_bpf_cpuperf_set, s32 cpu, u32 perf);
FUNCTION(void, bpf_dynptr_absent, void);

OP_SLEEPING(s32, init, inventory_init)
{
    THERE(scx_bpf_create_dsq);
    THERE(scx_bpf_dsq_insert___v2___compat);
    THERE(scx_bpf_dsq_insert___v1);
    THERE(__scx_bpf_dsq_insert_vtime);
    THERE(__scx_bpf_select_cpu_and);
    THERE(scx_bpf_dsq_move_to_local___v1);
    THERE(scx_bpf_dsq_peek);
    THERE(scx_bpf_reenqueue_local___v2___compat);
    THERE(scx_bpf_reenqueue_local___v1);
    THERE(scx_bpf_cpu_node);
    THERE(scx_bpf_nr_node_ids);
    THERE(scx_bpf_pick_idle_cpu_node);
    THERE(scx_bpf_pick_any_cpu_node);
    THERE(scx_bpf_get_idle_cpumask_node);
    THERE(scx_bpf_get_idle_smtmask_node);
    THERE(scx_bpf_get_idle_smtmask);
    THERE(scx_bpf_cpu_curr);
    THERE(scx_bpf_locked_rq);
    THERE(scx_bpf_task_set_slice);
    THERE(scx_bpf_task_set_dsq_vtime);
    THERE(scx_bpf_dispatch_cancel);
    THERE(scx_bpf_dispatch_nr_slots);
    THERE(scx_bpf_events);
    THERE(scx_bpf_dump_bstr);
    THERE(scx_bpf_task_cgroup);
    THERE(scx_bpf_cpuperf_cap);
    THERE(scx_bpf_cpuperf_cur);
    THERE(scx_bpf_cpuperf_set);
    CHECK(!bpf_dynptr_absent);
    return 0;
}

OP_SLEEPING(s32, init_task, inventory_init_task)
{
    HAS(task_struct___s, __state);
    HAS(task_struct___s, flags);
    HAS(task_struct___s, policy);
    HAS(task_struct___s, on_cpu);
    HAS(task_struct___s, prio);
    HAS(task_struct___s, static_prio);
    HAS(task_struct___s, nr_cpus_allowed);
    HAS(task_struct___s, pid);
    HAS(task_struct___s, tgid);
    HAS(task_struct___s, numa_preferred_nid);
    HAS(task_struct___s, migration_disabled);
    HAS(task_struct___s, cpus_ptr);
    HAS(task_struct___s, cpus_mask);
    HAS(task_struct___s, mm);
    HAS(task_struct___s, nvcsw);
    HAS(task_struct___s, utime);
    HAS(task_struct___s, stime);
    HAS(task_struct___s, comm);
    HAS(task_struct___s, real_parent);
    HAS(task_struct___s, group_leader);
    HAS(task_struct___s, real_cred);
    HAS(task_struct___s, sched_class);
    HAS(task_struct___s, signal);
    HAS(task_struct___s, thread_node);
    HAS(task_struct___s, thread_pid);
    HAS(task_struct___s, mempolicy);
    HAS(task_struct___s, cgroups);
    HAS(task_struct___s, se.sum_exec_runtime);
    HAS(task_struct___s, se.avg.util_avg);
    HAS(task_struct___s, scx.flags);
    HAS(task_struct___s, scx.weight);
    HAS(task_struct___s, scx.slice);
    HAS(task_struct___s, scx.dsq_vtime);
    HAS(task_struct___s, scx.ddsp_dsq_id);
    HAS(task_struct___s, scx.ddsp_enq_flags);
    HAS(task_struct___s, scx.tid);
    HAS(task_struct___s, scx.runnable_at);
    HAS(task_struct___s, scx.disallow);
    HAS(rq___s, clock_task);
    HAS(rq___s, clock_pelt);
    HAS(rq___s, lost_idle_time);
    HAS(rq___s, curr);
    HAS(cpufreq_policy___s, max);
    HAS(cpufreq_policy___s, cpuinfo.max_freq);
    return 0;
}

OP(enable, inventory_enable)
{
    HAS(kernfs_node___s, id);
    HAS(kernfs_node___s, name);
    HAS(cgroup___s, level);
    HAS(cgroup___s, kn);
    HAS(cgroup___s, dom_cgrp);
    HAS(cgroup___s, ancestors[0]);
    HAS(cgroup___s, self.refcnt.percpu_count_ptr);
    HAS(cgroup___s, self.parent);
    HAS(cgroup___s, self.cgroup);
    HAS(css_set___s, dfl_cgrp);
    HAS(task_group___s, css);
    HAS(task_group___s, scx.weight);
    HAS(cred___s, euid.val);
    HAS(cred___s, egid.val);
    HAS(pid_namespace___s, level);
    HAS(pid_namespace___s, ns.inum);
    HAS(upid___s, nr);
    HAS(upid___s, ns);
    HAS(pid___s, level);
    HAS(pid___s, numbers[0]);
    HAS(signal_struct___s, thread_head);
    HAS(signal_struct___s, pids[1]);
    HAS(mempolicy___s, mode);
    HAS(mempolicy___s, home_node);
    HAS(mempolicy___s, nodes.bits[0]);
    HAS(scx_exit_info___s, kind);
    HAS(scx_exit_info___s, exit_cpu);
    HAS(scx_exit_info___s, exit_code);
    HAS(scx_exit_info___s, reason);
    HAS(scx_exit_info___s, msg);
    HAS(scx_exit_info___s, dump);
    HAS(scx_bpf_dsq_insert_vtime_args, enq_flags);
    HAS(scx_bpf_select_cpu_and_args, flags);
    HAS(scx_cgroup_init_args___s, weight);
    HAS(scx_cgroup_init_args___s, bw_period_us);
    HAS(scx_cgroup_init_args___s, bw_quota_us);
    HAS(scx_cgroup_init_args___s, bw_burst_us);
    HAS(scx_init_task_args___s, fork);
    HAS(scx_init_task_args___s, cgroup);
    HAS(scx_exit_task_args___s, cancelled);
    HAS(scx_cpu_release_args___s, reason);
    HAS(bpf_iter__task___s, task);
    HAS(bpf_iter__task___s, meta);
    HAS(bpf_perf_event_value___s, running);
    HAS(cpumask___s, bits[0]);
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
    .init = (void *)inventory_init,
    .init_task = (void *)inventory_init_task,
    .enable = (void *)inventory_enable,
    .name = "inventory",
};
LICENSE_GPL;
