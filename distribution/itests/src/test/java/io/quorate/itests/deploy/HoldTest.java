package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HoldTest {
    private static final Hold FIRST = new Hold("a", 5, 100, 200);

    private static int faults(Hold second) {
        return Hold.wrongWith(List.of(second, FIRST)).size();
    }

    @Test
    void holdsThatFollowEachOtherAreRight() {
        assertEquals(0, faults(new Hold("a", 6, 200, 300)));
        assertEquals(0, faults(new Hold("b", 6, 150, 300)));
    }

    @Test
    void overlappingHoldsRepeatedTokensAndTokensThatGoBackAreWrong() {
        assertEquals(1, faults(new Hold("a", 6, 199, 300)));
        assertEquals(1, faults(new Hold("b", 5, 200, 300)));
        assertEquals(1, faults(new Hold("a", 4, 200, 300)));
    }

    @Test
    void survivesItsLine() {
        assertEquals(FIRST, Hold.parse(FIRST.line()));
    }
}
