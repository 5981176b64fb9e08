package io.quorate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void isInTheMiddleOrBetweenTheTwoThatAre() {
        assertEquals(2.0, FailoverBenchmark.median(List.of(1.0, 2.0, 9.0)));
        assertEquals(3.0, FailoverBenchmark.median(List.of(1.0, 2.0, 4.0, 9.0)));
    }
}
