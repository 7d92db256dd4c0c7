/* Conversions, comparisons and searches of text, dynamic pointers as a whole, and the ends of lists. */
#include "check.h"

static long (*bpf_strtol)(const char *text, u64 size, u64 flags, long *result) = (void *)105;
static long (*bpf_strtoul)(const char *text, u64 size, u64 flags, unsigned long *result) = (void *)106;
static long (*bpf_get_current_comm)(void *to, u32 size) = (void *)16;
static u64 (*bpf_get_current_uid_gid)(void) = (void *)15;
static u64 (*bpf_get_current_cgroup_id)(void) = (void *)80;
static long (*bpf_dynptr_from_mem)(void *data, u32 size, u64 flags, struct bpf_dynptr *dynptr) = (void *)197;

KERNEL_FUNCTION int bpf_strcmp(const char *a, const char *b);
KERNEL_FUNCTION int bpf_strcasecmp(const char *a, const char *b);
KERNEL_FUNCTION int bpf_strchr(const char *s, char c);
KERNEL_FUNCTION int bpf_strchrnul(const char *s, char c);
KERNEL_FUNCTION int bpf_strnchr(const char *s, unsigned long count, char c);
KERNEL_FUNCTION int bpf_strrchr(const char *s, int c);
KERNEL_FUNCTION int bpf_strlen(const char *s);
KERNEL_FUNCTION int bpf_strnlen(const char *s, unsigned long count);
KERNEL_FUNCTION int bpf_strspn(const char *s, const char *accept);
KERNEL_FUNCTION int bpf_strcspn(const char *s, const char *reject);
KERNEL_FUNCTION int bpf_strstr(const char *s, const char *part);
KERNEL_FUNCTION int bpf_strnstr(const char *s, const char *part, unsigned long count);
KERNEL_FUNCTION int bpf_dynptr_adjust(struct bpf_dynptr *p, u64 start, u64 end);
KERNEL_FUNCTION u64 bpf_dynptr_size(const struct bpf_dynptr *p);
KERNEL_FUNCTION bool bpf_dynptr_is_null(const struct bpf_dynptr *p);
KERNEL_FUNCTION int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone);
KERNEL_FUNCTION int bpf_dynptr_copy(const struct bpf_dynptr *to, u64 to_offset, const struct bpf_dynptr *from,
                                    u64 from_offset, u64 size);
KERNEL_FUNCTION void *bpf_dynptr_slice(const struct bpf_dynptr *p, u64 offset, void *buffer, u64 buffer__szk);

const char hello[] = "Hello, World";
const char folded[] = "hELLO, world";
const char number_hex[] = "  -0x1f rest";
const char number_octal[] = "0755";
const char number_big[] = "18446744073709551615";
const char number_bigger[] = "18446744073709551616";
const char none[] = "x12";
const char comma[] = ", ";
const char letters[] = "Helo";
const char world[] = "World";

char buffer[32];
char other[32];

static void check_numbers(void)
{
    long value = 0;
    unsigned long positive = 0;

    CHECK(bpf_strtol(number_hex, sizeof(number_hex) - 1, 0, &value) == 7);
    CHECK(value == -31);
    CHECK(bpf_strtol(number_octal, 4, 0, &value) == 4 && value == 0755);
    CHECK(bpf_strtol(number_octal, 4, 10, &value) == 4 && value == 755);
    CHECK(bpf_strtoul(number_octal, 4, 16, &positive) == 4 && positive == 0x755);
    CHECK(bpf_strtoul(number_big, 20, 0, &positive) == 20 && positive == ~0UL);
    CHECK(bpf_strtoul(number_bigger, 20, 0, &positive) == -34);
    CHECK(bpf_strtol(number_big, 20, 0, &value) == -34);
    CHECK(bpf_strtoul(number_hex, 7, 0, &positive) == -22);
    CHECK(bpf_strtol(none, 3, 0, &value) == -22);
    CHECK(bpf_strtol(number_octal, 4, 7, &value) == -22);
}

static void check_texts(void)
{
    CHECK(!bpf_strcmp(hello, hello));
    CHECK(bpf_strcmp(hello, folded) == -1);
    CHECK(bpf_strcmp(folded, hello) == 1);
    CHECK(!bpf_strcasecmp(hello, folded));
    CHECK(bpf_strchr(hello, 'o') == 4);
    CHECK(bpf_strchr(hello, 'z') == -2);
    CHECK(bpf_strchrnul(hello, 'z') == 12);
    CHECK(bpf_strnchr(hello, 4, 'o') == -2);
    CHECK(bpf_strrchr(hello, 'o') == 8);
    CHECK(bpf_strlen(hello) == 12);
    CHECK(bpf_strnlen(hello, 5) == 5);
    CHECK(bpf_strspn(hello, letters) == 5);
    CHECK(bpf_strcspn(hello, comma) == 5);
    CHECK(bpf_strstr(hello, world) == 7);
    CHECK(bpf_strstr(hello, none) == -2);
    CHECK(bpf_strnstr(hello, world, 11) == -2);
    CHECK(bpf_strnstr(hello, world, 12) == 7);
    CHECK(bpf_strlen((const char *)8) < 0);
}

static void check_pointers(void)
{
    struct bpf_dynptr first, second, third;
    char *slice;

    CHECK(!bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &first));
    CHECK(!bpf_dynptr_from_mem(other, sizeof(other), 0, &second));
    CHECK(bpf_dynptr_size(&first) == 32 && !bpf_dynptr_is_null(&first));
    buffer[10] = 'a';
    buffer[11] = 'b';
    CHECK(!bpf_dynptr_clone(&first, &third));
    CHECK(!bpf_dynptr_adjust(&third, 10, 20));
    CHECK(bpf_dynptr_size(&third) == 10 && bpf_dynptr_size(&first) == 32);
    CHECK(bpf_dynptr_adjust(&third, 5, 11) == -34);
    CHECK(bpf_dynptr_adjust(&third, 5, 4) == -22);
    CHECK(!bpf_dynptr_copy(&second, 4, &third, 0, 2));
    CHECK(other[4] == 'a' && other[5] == 'b');
    CHECK(bpf_dynptr_copy(&second, 31, &third, 0, 2) == -7);
    slice = bpf_dynptr_slice(&third, 1, NULL, 1);
    CHECK(slice && *slice == 'b');
    CHECK(!bpf_dynptr_slice(&third, 1, NULL, 10));
}

OP_SLEEPING(s32, init, texts_init)
{
    char name[16] = {1};

    check_numbers();
    check_texts();
    check_pointers();
    CHECK(!bpf_get_current_comm(name, sizeof(name)));
    CHECK(name[15] == 0);
    CHECK(bpf_get_current_uid_gid() == 0);
    CHECK(bpf_get_current_cgroup_id() == 1);
    return 0;
}

CHECKING_SCHEDULER("texts", texts_init);
