package io.quorate.simulation.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.OrderSearch.Act;
import io.quorate.simulation.check.OrderSearch.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderSearchTest {
    private static Act<Long> add(long amount, long begin, long end, long hint) {
        return new Act<>("add " + amount, begin, end, hint, before -> Optional.of(before + amount));
    }

    private static Act<Long> read(long seen, long begin, long end) {
        return new Act<>(
                "read " + seen, begin, end, 0, before -> before == seen ? Optional.of(before) : Optional.empty());
    }

    @Test
    void findsTheOrderWhateverTheHintsSay() {
        List<Act<Long>> acts = new ArrayList<>(List.of(
                add(1, 0, 100, 3),
                add(2, 0, 100, 2),
                add(4, 0, OrderSearch.OPEN, 1),
                read(1, 50, 60),
                read(3, 70, 80)));
        assertEquals(Finding.ORDERED, OrderSearch.find(acts, 0L));
        acts.add(read(2, 90, 95));
        assertEquals(Finding.DISORDERED, OrderSearch.find(acts, 0L));
    }

    @Test
    void whatIsOpenMayNeverHappen() {
        assertEquals(Finding.ORDERED, OrderSearch.find(List.of(add(1, 0, OrderSearch.OPEN, 0), read(0, 10, 20)), 0L));
        assertEquals(Finding.DISORDERED, OrderSearch.find(List.of(add(1, 0, 5, 0), read(0, 10, 20)), 0L));
    }

    /** Sums of different sets of additions differ, so that no state is ever seen twice. */
    @Test
    void aSearchBeyondTheLimitIsAFailureThatSaysSo() {
        List<Act<Long>> acts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            acts.add(add(1L << i, 0, OrderSearch.OPEN, i));
        }
        acts.add(read(-1, 10, 20));
        assertEquals(Finding.UNDECIDED, OrderSearch.find(acts, 0L));

        Verdict verdict = new Verdict(new Trace(new VirtualTime(new Chance(1))));
        OrderSearch.require(OrderSearchTest.class, verdict, "counter", acts, 0L);
        String what = verdict.violation().orElseThrow().what();
        assertTrue(what.contains("undecided after " + OrderSearch.MAX_STEPS + " steps"), what);
    }
}
