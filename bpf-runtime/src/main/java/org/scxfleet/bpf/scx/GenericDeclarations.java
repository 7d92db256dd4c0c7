package org.scxfleet.bpf.scx;

import java.util.List;

/**
 * How the kernel declares its functions that have nothing to do with scheduling. A program's own
 * declaration must agree for the function to exist for it.
 */
final class GenericDeclarations {
    private static final String TABLE =
            """
            struct bpf_cpumask *bpf_cpumask_create(void)
            struct bpf_cpumask *bpf_cpumask_acquire(struct bpf_cpumask *cpumask)
            void bpf_cpumask_release(struct bpf_cpumask *cpumask)
            u32 bpf_cpumask_first(const struct cpumask *cpumask)
            u32 bpf_cpumask_first_zero(const struct cpumask *cpumask)
            u32 bpf_cpumask_first_and(const struct cpumask *src1, const struct cpumask *src2)
            void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask)
            void bpf_cpumask_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask)
            bool bpf_cpumask_test_cpu(u32 cpu, const struct cpumask *cpumask)
            bool bpf_cpumask_test_and_set_cpu(u32 cpu, struct bpf_cpumask *cpumask)
            bool bpf_cpumask_test_and_clear_cpu(u32 cpu, struct bpf_cpumask *cpumask)
            void bpf_cpumask_setall(struct bpf_cpumask *cpumask)
            void bpf_cpumask_clear(struct bpf_cpumask *cpumask)
            bool bpf_cpumask_and(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2)
            void bpf_cpumask_or(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2)
            void bpf_cpumask_xor(struct bpf_cpumask *dst, const struct cpumask *src1, const struct cpumask *src2)
            bool bpf_cpumask_equal(const struct cpumask *src1, const struct cpumask *src2)
            bool bpf_cpumask_intersects(const struct cpumask *src1, const struct cpumask *src2)
            bool bpf_cpumask_subset(const struct cpumask *src1, const struct cpumask *src2)
            bool bpf_cpumask_empty(const struct cpumask *cpumask)
            bool bpf_cpumask_full(const struct cpumask *cpumask)
            void bpf_cpumask_copy(struct bpf_cpumask *dst, const struct cpumask *src)
            u32 bpf_cpumask_any_distribute(const struct cpumask *cpumask)
            u32 bpf_cpumask_any_and_distribute(const struct cpumask *src1, const struct cpumask *src2)
            u32 bpf_cpumask_weight(const struct cpumask *cpumask)
            int bpf_cpumask_populate(struct bpf_cpumask *cpumask, void *src, u64 src__sz)
            int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end)
            int *bpf_iter_num_next(struct bpf_iter_num *it)
            void bpf_iter_num_destroy(struct bpf_iter_num *it)
            int bpf_iter_bits_new(struct bpf_iter_bits *it, const u64 *unsafe_ptr__ign, u32 nr_words)
            int *bpf_iter_bits_next(struct bpf_iter_bits *it)
            void bpf_iter_bits_destroy(struct bpf_iter_bits *it)
            void *bpf_obj_new(u64 local_type_id__k)
            void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign)
            void bpf_obj_drop(void *p__alloc)
            void bpf_obj_drop_impl(void *p__alloc, void *meta__ign)
            void *bpf_refcount_acquire(void *p__refcounted_kptr)
            void *bpf_refcount_acquire_impl(void *p__refcounted_kptr, void *meta__ign)
            int bpf_rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node, bool (*less)(struct bpf_rb_node *a, const struct bpf_rb_node *b))
            int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node, bool (*less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta__ign, u64 off)
            struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root)
            struct bpf_rb_node *bpf_rbtree_root(struct bpf_rb_root *root)
            struct bpf_rb_node *bpf_rbtree_left(struct bpf_rb_root *root, struct bpf_rb_node *node)
            struct bpf_rb_node *bpf_rbtree_right(struct bpf_rb_root *root, struct bpf_rb_node *node)
            struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node)
            int bpf_list_push_front(struct bpf_list_head *head, struct bpf_list_node *node)
            int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta__ign, u64 off)
            int bpf_list_push_back(struct bpf_list_head *head, struct bpf_list_node *node)
            int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta__ign, u64 off)
            struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head)
            struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head)
            struct bpf_list_node *bpf_list_front(struct bpf_list_head *head)
            struct bpf_list_node *bpf_list_back(struct bpf_list_head *head)
            void *bpf_arena_alloc_pages(void *p__map, void *addr__ign, u32 page_cnt, int node_id, u64 flags)
            void bpf_arena_free_pages(void *p__map, void *ptr__ign, u32 page_cnt)
            int bpf_arena_reserve_pages(void *p__map, void *ptr__ign, u32 page_cnt)
            void *bpf_cast_to_kern_ctx(void *obj)
            void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k)
            void bpf_rcu_read_lock(void)
            void bpf_rcu_read_unlock(void)
            void bpf_preempt_disable(void)
            void bpf_preempt_enable(void)
            void bpf_local_irq_save(ulong *flags__irq_flag)
            void bpf_local_irq_restore(ulong *flags__irq_flag)
            int bpf_res_spin_lock(struct bpf_res_spin_lock *lock)
            void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock)
            int bpf_res_spin_lock_irqsave(struct bpf_res_spin_lock *lock, ulong *flags__irq_flag)
            void bpf_res_spin_unlock_irqrestore(struct bpf_res_spin_lock *lock, ulong *flags__irq_flag)
            void bpf_throw(u64 cookie)
            """;

    private GenericDeclarations() {}

    static List<String> all() {
        return TABLE.lines().toList();
    }
}
