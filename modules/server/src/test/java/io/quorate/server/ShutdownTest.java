package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShutdownTest {
    @Test
    void drainsAtTheFirstSignalAndHaltsAtTheSecond() throws InterruptedException {
        List<String> seen = new ArrayList<>();
        Shutdown[] shutdown = new Shutdown[1];
        shutdown[0] = new Shutdown(
                () -> {
                    seen.add("drain");
                    shutdown[0].signalled(2);
                },
                code -> seen.add("halt " + code));
        shutdown[0].signalled(15);
        shutdown[0].await();
        assertEquals(List.of("drain", "halt 130"), seen);
    }
}
