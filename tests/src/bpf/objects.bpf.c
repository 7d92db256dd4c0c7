/* Objects that a program makes, in trees, in lists, in slots, with and without a count of their users. */
#include "check.h"

#define TYPE_ID_LOCAL 0
#define local_type(type) __builtin_btf_type_id(*(type *)0, TYPE_ID_LOCAL)
#define kptr __attribute__((btf_type_tag("kptr")))
#define contains(type, member) __attribute__((btf_decl_tag("contains:" #type ":" #member)))
#define private(name) SEC(".data." #name) __attribute__((aligned(8)))
#define container_of(pointer, type, member) ((type *)((char *)(pointer) - __builtin_offsetof(type, member)))

KERNEL_FUNCTION void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign);
KERNEL_FUNCTION void bpf_obj_drop_impl(void *p__alloc, void *meta__ign);
KERNEL_FUNCTION void *bpf_refcount_acquire_impl(void *p__refcounted_kptr, void *meta__ign);
KERNEL_FUNCTION int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
                                        bool (*less)(struct bpf_rb_node *a, const struct bpf_rb_node *b),
                                        void *meta__ign, u64 off);
KERNEL_FUNCTION struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root);
KERNEL_FUNCTION struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node);
KERNEL_FUNCTION int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta__ign,
                                             u64 off);
KERNEL_FUNCTION int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta__ign,
                                            u64 off);
KERNEL_FUNCTION struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head);
KERNEL_FUNCTION struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head);

struct item {
    u64 key;
    struct bpf_rb_node tree;
    struct bpf_list_node list;
    struct bpf_refcount users;
};

struct plain {
    u64 words[5];
};

struct slot {
    struct plain kptr *held;
};

struct {
    MAP_NUMBER(type, BPF_MAP_TYPE_ARRAY);
    MAP_NUMBER(max_entries, 2);
    MAP_TYPE(key, u32);
    MAP_TYPE(value, struct slot);
} slots SEC(".maps");

private(TREE) struct bpf_spin_lock lock;
private(TREE) struct bpf_rb_root root contains(item, tree);
private(LIST) struct bpf_spin_lock list_lock;
private(LIST) struct bpf_list_head head contains(item, list);
private(SLOT) struct plain kptr *global_slot;

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
    return container_of(a, struct item, tree)->key < container_of(b, struct item, tree)->key;
}

static struct item *new_item(u64 key)
{
    struct item *item = bpf_obj_new_impl(local_type(struct item), NULL);

    if (item)
        item->key = key;
    return item;
}

static NOINLINE void check_tree(void)
{
    u64 last = 0, taken = 0;

    FOR_EACH_NUMBER(i, 0, 20) {
        struct item *item = new_item((u32)i * 7 % 20);

        if (!item)
            break;
        bpf_spin_lock(&lock);
        bpf_rbtree_add_impl(&root, &item->tree, less, NULL, __builtin_offsetof(struct item, tree));
        bpf_spin_unlock(&lock);
    }
    FOR_EACH_NUMBER(i, 0, 30) {
        struct bpf_rb_node *node;

        bpf_spin_lock(&lock);
        node = bpf_rbtree_first(&root);
        if (node)
            node = bpf_rbtree_remove(&root, node);
        bpf_spin_unlock(&lock);
        if (!node)
            break;
        CHECK(container_of(node, struct item, tree)->key >= last);
        last = container_of(node, struct item, tree)->key;
        taken++;
        bpf_obj_drop_impl(container_of(node, struct item, tree), NULL);
    }
    CHECK(taken == 20 && last == 19);
}

static NOINLINE void check_list(void)
{
    struct bpf_list_node *node;
    u64 sum = 0;

    FOR_EACH_NUMBER(i, 1, 6) {
        struct item *item = new_item(i);

        if (!item)
            break;
        bpf_spin_lock(&list_lock);
        if (i % 2)
            bpf_list_push_front_impl(&head, &item->list, NULL, __builtin_offsetof(struct item, list));
        else
            bpf_list_push_back_impl(&head, &item->list, NULL, __builtin_offsetof(struct item, list));
        bpf_spin_unlock(&list_lock);
    }
    /* 5 3 1 2 4 */
    FOR_EACH_NUMBER(i, 0, 10) {
        bpf_spin_lock(&list_lock);
        node = i % 2 ? bpf_list_pop_back(&head) : bpf_list_pop_front(&head);
        bpf_spin_unlock(&list_lock);
        if (!node)
            break;
        sum = sum * 10 + container_of(node, struct item, list)->key;
        bpf_obj_drop_impl(container_of(node, struct item, list), NULL);
    }
    CHECK(sum == 54321);
}

static NOINLINE void check_shared(void)
{
    struct item *item = new_item(1), *same;
    struct bpf_list_node *node;

    if (!item)
        return;
    same = bpf_refcount_acquire_impl(item, NULL);
    CHECK(same == item);
    bpf_spin_lock(&list_lock);
    bpf_list_push_back_impl(&head, &item->list, NULL, __builtin_offsetof(struct item, list));
    bpf_spin_unlock(&list_lock);
    if (same) {
        same->key = 77;
        bpf_obj_drop_impl(same, NULL);
    }
    bpf_spin_lock(&list_lock);
    node = bpf_list_pop_front(&head);
    bpf_spin_unlock(&list_lock);
    CHECK(node && container_of(node, struct item, list)->key == 77);
    if (node)
        bpf_obj_drop_impl(container_of(node, struct item, list), NULL);
}

static NOINLINE void check_slots(void)
{
    struct plain *made = bpf_obj_new_impl(local_type(struct plain), NULL), *old;
    u32 key = 1;
    struct slot *slot = bpf_map_lookup_elem(&slots, &key);

    if (!made || !slot) {
        CHECK(false);
        return;
    }
    CHECK(made->words[4] == 0);
    made->words[4] = 9;
    CHECK(!bpf_kptr_xchg(&slot->held, made));
    old = bpf_kptr_xchg(&slot->held, NULL);
    CHECK(old && old->words[4] == 9);
    CHECK(!bpf_kptr_xchg(&slot->held, NULL));
    CHECK(!bpf_kptr_xchg(&global_slot, old));
    old = bpf_kptr_xchg(&global_slot, NULL);
    CHECK(old && old->words[4] == 9);
    if (old)
        bpf_obj_drop_impl(old, NULL);
}

OP_SLEEPING(s32, init, objects_init)
{
    check_tree();
    check_list();
    check_shared();
    check_slots();
    return 0;
}

CHECKING_SCHEDULER("objects", objects_init);
