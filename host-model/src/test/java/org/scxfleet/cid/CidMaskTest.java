package org.scxfleet.cid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

class CidMaskTest {
    private static CidMask mask(int base, int count, int... cids) {
        CidMask mask = new CidMask(base, count);
        for (int cid : cids) {
            mask.add(cid);
        }
        return mask;
    }

    @Test
    void shouldLieOnTheGridOfSixtyFourCids() {
        CidMask mask = mask(70, 60, 70, 127, 128, 129);
        assertThat(mask.word(0)).isEqualTo(1L << 6 | 1L << 63);
        assertThat(mask.word(1)).isEqualTo(3);
        assertThat(mask.wordCount()).isEqualTo(2);
        assertThat(mask).hasToString("70,127-129");
    }

    @Test
    void shouldHoldNothingOutsideItsWindow() {
        CidMask mask = mask(70, 60, 69, 130, 5);
        assertThat(mask.isEmpty()).isTrue();
        mask.fill();
        assertThat(mask.size()).isEqualTo(60);
        assertThat(mask.contains(69)).isFalse();
        assertThat(mask.contains(130)).isFalse();
        mask.setWord(0, -1L);
        assertThat(mask.word(0)).isEqualTo(-1L << 6);
    }

    @Test
    void shouldNeedOneWordMoreThanItsCids() {
        assertThat(CidMask.wordsFor(0)).isEqualTo(1);
        assertThat(CidMask.wordsFor(64)).isEqualTo(2);
        assertThat(CidMask.wordsFor(65)).isEqualTo(3);
        assertThat(CidMask.wordsFor(1024)).isEqualTo(17);
    }

    @Test
    void shouldLeaveCidsOutsideTheOthersWindowAlone() {
        CidMask mask = mask(0, 200, 1, 64, 100, 199);
        mask.copyFrom(mask(64, 64, 65));
        assertThat(mask).hasToString("1,65,199");
        mask.retainAll(mask(0, 64));
        assertThat(mask).hasToString("65,199");
        mask.removeAll(mask(190, 20, 199));
        assertThat(mask).hasToString("65");
    }

    @Test
    void shouldNotBeWithinASetWhoseWindowIsTooSmall() {
        assertThat(mask(0, 100, 3, 99).isWithin(mask(0, 99, 3))).isFalse();
        assertThat(mask(0, 100, 3).isWithin(mask(3, 1, 3))).isTrue();
        assertThat(mask(0, 100, 3).intersects(mask(64, 64, 64))).isFalse();
    }

    @Test
    void shouldBeEmptyAfterItsWindowMoved() {
        CidMask mask = new CidMask(0, 10, 128);
        mask.fill();
        mask.reframe(100, 128);
        assertThat(mask.isEmpty()).isTrue();
        mask.add(227);
        assertThat(mask.next(0)).isEqualTo(227);
        assertThat(mask.usedWords()).isEqualTo(3);
        assertThatThrownBy(() -> mask.reframe(0, 129)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldClaimACidOnce() {
        CidMask mask = mask(0, 4, 2);
        assertThat(mask.testAndRemove(2)).isTrue();
        assertThat(mask.testAndRemove(2)).isFalse();
        assertThat(mask.testAndRemove(9)).isFalse();
    }

    @Test
    void shouldSearchRoundTheEnd() {
        CidMask idle = mask(0, 130, 3, 129);
        CidMask allowed = mask(0, 130, 3, 4);
        CidMask usable = mask(0, 130, 3, 4, 129);
        assertThat(idle.nextSharedWrapping(4, allowed, usable)).isEqualTo(3);
        assertThat(idle.nextWrapping(4)).isEqualTo(129);
        assertThat(idle.nextWrapping(500)).isEqualTo(3);
        assertThat(new CidMask(0, 4).nextWrapping(0)).isEqualTo(-1);
    }

    @Test
    void shouldTranslateCpus() {
        CpuTopology server = CpuTopology.regular("server", 1, 1, 1, 2, 2, false);
        CidMask mask = new CidMask(0, 4);
        mask.setTo(CpuSet.of(4, 2, 3), CidMap.of(server, server.allCpus(), 0));
        assertThat(mask).hasToString("1,3");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldCombineAsSetsDoWhateverTheWindows(long seed) {
        SeededRandom random = new SeededRandom(seed);
        for (int round = 0; round < 200; round++) {
            CidMask a = random(random);
            CidMask b = random(random);
            CidMask c = random(random);
            BitSet expected = bits(a);
            BitSet shared = window(a);
            shared.and(window(b));
            BitSet theirs = bits(b);
            switch (round % 4) {
                case 0 -> {
                    a.retainAll(b);
                    shared.andNot(theirs);
                    expected.andNot(shared);
                }
                case 1 -> {
                    a.addAll(b);
                    theirs.and(shared);
                    expected.or(theirs);
                }
                case 2 -> {
                    a.copyFrom(b);
                    theirs.and(shared);
                    expected.andNot(shared);
                    expected.or(theirs);
                }
                default -> {
                    a.removeAll(b);
                    expected.andNot(theirs);
                }
            }
            assertThat(bits(a)).isEqualTo(expected);
            BitSet all = bits(a);
            all.and(bits(b));
            all.and(bits(c));
            int from = random.below(200);
            assertThat(a.nextShared(from, b, c)).isEqualTo(all.nextSetBit(from));
        }
    }

    private static CidMask random(SeededRandom random) {
        CidMask mask = new CidMask(random.below(150), random.below(150));
        for (int i = 0; i < 40; i++) {
            mask.add(random.below(300));
        }
        return mask;
    }

    private static BitSet bits(CidMask mask) {
        BitSet bits = new BitSet();
        for (int cid = 0; cid < 400; cid++) {
            bits.set(cid, mask.contains(cid));
        }
        return bits;
    }

    private static BitSet window(CidMask mask) {
        BitSet bits = new BitSet();
        bits.set(mask.base(), mask.base() + mask.count());
        return bits;
    }
}
