package org.scxfleet.sched.fair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.topology.CpuTopology;

class DomainSiteTest {
    private static final long TICK_NS = 4_000_000;

    private static SchedDomain[] chain(CpuTopology topology, int cpu) {
        return new SchedDomains(topology).of(cpu);
    }

    private static DomainSite site(int cpus) {
        return new DomainSite(chain(CpuTopology.flat(cpus), 0)[0], null, 0);
    }

    @Test
    void shouldBalanceABusyCpuEverySixteenthTimeLessATick() {
        DomainSite site = site(4);
        assertThat(site.intervalTicks(false, TICK_NS, 4)).isEqualTo(1);
        assertThat(site.intervalTicks(true, TICK_NS, 4)).isEqualTo(15);
        site.lengthenInterval(false);
        assertThat(site.intervalTicks(false, TICK_NS, 4)).isEqualTo(2);
        assertThat(site.intervalTicks(true, TICK_NS, 4)).isEqualTo(31);
        site.lengthenInterval(false);
        assertThat(site.intervalTicks(true, TICK_NS, 4)).isEqualTo(31);
        site.shortenInterval();
        assertThat(site.intervalTicks(true, TICK_NS, 4)).isEqualTo(15);
    }

    @Test
    void shouldWaitLongerWhereAllTasksArePinnedButAtMostATenthOfASecondPerCpu() {
        DomainSite site = site(4);
        for (int i = 0; i < 20; i++) {
            site.lengthenInterval(true);
        }
        assertThat(site.intervalMs).isEqualTo(512);
        assertThat(site.intervalTicks(true, TICK_NS, 4)).isEqualTo(100);
    }

    @Test
    void shouldLookForWorkLessOftenWhereThatDoesNotHelp() {
        DomainSite site = site(4);
        SeededRandom random = new SeededRandom(1);
        int looked = 0;
        for (int i = 0; i < 4_000; i++) {
            if (site.throwForNewIdle(random, i) > 0) {
                looked++;
                site.noteNewIdle(0, i);
            }
        }
        assertThat(looked).isLessThan(2_000);
        int seldom = looks(site, random);
        for (int i = 0; i < 20_000; i++) {
            int success = site.throwForNewIdle(random, i);
            if (success > 0) {
                site.noteNewIdle(success, i);
            }
        }
        assertThat(looks(site, random)).isGreaterThan(2 * seldom);
    }

    private static int looks(DomainSite site, SeededRandom random) {
        int looks = 0;
        for (int i = 0; i < 400; i++) {
            looks += site.throwForNewIdle(random, i) > 0 ? 1 : 0;
        }
        return looks;
    }

    @Test
    void shouldSearchFewerCpusForAnIdleOneTheBusierTheCacheIs() {
        SchedDomain cache = chain(CpuTopology.flat(8), 0)[0];
        assertThat(BalancePass.idleScan(cache, 0)).isEqualTo(8);
        assertThat(BalancePass.idleScan(cache, 4 * 1024)).isEqualTo(5);
        assertThat(BalancePass.idleScan(cache, 6 * 1024)).isEqualTo(1);
        assertThat(BalancePass.idleScan(cache, 7 * 1024)).isZero();
    }

    @Test
    void shouldBuildDomainsOfCoresCachesAndNodes() {
        SchedDomain[] chain = chain(CpuTopology.regular("two", 2, 1, 1, 2, 2, true), 5);
        assertThat(chain).hasSize(3);
        assertThat(chain[0].threads).isTrue();
        assertThat(chain[0].imbalancePct).isEqualTo(110);
        assertThat(chain[1].groupsAreCores).isTrue();
        assertThat(chain[1].sharesCache).isTrue();
        assertThat(chain[2].nodes).isTrue();
        assertThat(chain[2].cores).containsExactly(2, 2);
        assertThat(chain[2].prefersSiblings).isTrue();
        assertThat(chain[2].cacheNiceTries).isEqualTo(2);
        assertThat(chain[2].nodeImbalanceTasks).isEqualTo(1);
        assertThat(chain[1].groupOf(5)).isZero();
        assertThat(chain[2].groupOf(5)).isEqualTo(1);
    }
}
