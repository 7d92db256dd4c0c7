/* Global data in sections of every name, arrays that the loader makes longer, texts. */
#include "check.h"

static long (*bpf_trace_vprintk)(const char *format, u32 size, const void *data, u32 data_size) = (void *)177;

const volatile u32 plain_constant = 5;
const volatile u64 named_constant SEC(".rodata.named") = 6;
u64 plain = 7;
u64 named SEC(".data.named") = 8;
u64 zero_named SEC(".bss.named");
static u32 hidden = 9;
static u32 hidden_zero;
static const char text[] = "constant text";
/* Longer by the time it runs. */
u32 per_cpu[1] SEC(".data.per_cpu");
const volatile u32 per_cpu_constant[1] SEC(".rodata.per_cpu_constant");
struct {
    u8 a;
    u64 b;
    u16 c[3];
} packed = {1, 2, {3, 4, 5}};

static NOINLINE void check_formats(void)
{
    char buffer[64];
    const char *constant = text;
    static const char format[] = "%d %u %x %lld %s %5d|%-5d|%05d %%";
    u64 data[] = {(u64)-1, 42, 255, (u64)-5000000000LL, 0, 7, 8, 9};
    static const char odd[] = "%f";

    HIDE(constant); /* no pointer in the initial value: loaders do not relocate data */
    data[4] = (u64)constant;
    CHECK(bpf_snprintf(buffer, sizeof(buffer), format, data, sizeof(data)) == 55);
    CHECK(!bpf_strncmp(buffer, 16, "-1 42 ff -500000"));
    CHECK(bpf_strncmp(buffer, 5, "-1 43") < 0);
    CHECK(bpf_snprintf(buffer, 8, format, data, sizeof(data)) > 8 && buffer[7] == 0);
    CHECK(bpf_snprintf(buffer, 8, odd, data, 8) < 0);
    CHECK(bpf_trace_vprintk(format, sizeof(format), data, sizeof(data)) > 0);
    PRINT("hello %d %s", 1, text);
}

OP_SLEEPING(s32, init, sections_init)
{
    u32 cpus = scx_bpf_nr_cpu_ids(), last = cpus - 1;
    u32 *slot = per_cpu;

    CHECK(plain_constant == 5 && named_constant == 6 && plain == 7 && named == 8 && zero_named == 0);
    CHECK(hidden == 9 && hidden_zero == 0);
    plain++;
    named += plain;
    zero_named = named;
    hidden_zero += hidden;
    CHECK(named == 16 && zero_named == 16 && hidden_zero == 9);
    CHECK(packed.a == 1 && packed.b == 2 && packed.c[2] == 5);
    HIDE(slot);
    slot[last] = 77;
    CHECK(slot[last] == 77 && slot[0] == 0);
    check_formats();
    return 0;
}

CHECKING_SCHEDULER("sections", sections_init);
