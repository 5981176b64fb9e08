package io.quorate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
    private static final int USAGE = 2;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream err = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return Main.run(arguments);
        } finally {
            System.setErr(err);
        }
    }

    private void assertSays(String text) {
        String all = said.toString(StandardCharsets.UTF_8);
        assertTrue(all.contains(text), all);
    }

    @Test
    void refusesToMeasureNothing() {
        assertEquals(USAGE, run());
        assertSays("say what to measure");
    }

    @Test
    void namesTheArgumentThatIsWrong() {
        assertEquals(USAGE, run("commands", "--in-flight", "64,0"));
        assertSays("--in-flight: 0 is not from 1 to 8192");
        assertEquals(USAGE, run("peers", "--clients", "x"));
        assertSays("--clients");
        assertEquals(USAGE, run("failover", "--rounds", "0"));
        assertSays("--rounds: 0 is not from 1 to 1000");
        assertEquals(USAGE, run("upgrades", "--rate", "0"));
        assertSays("--rate: 0 is not from 1 to 100000");
        assertEquals(USAGE, run("waiters", "--waiters", "10001"));
        assertSays("--waiters: 10001 is not from 10 to 10000");
        assertEquals(USAGE, run("scale", "--sessions", "190001"));
        assertSays("--sessions: 190001 is not from 1 to 190000");
        assertEquals(USAGE, run("endings", "--each", "0"));
        assertSays("--each: 0 is not from 1 to 16000");
        assertEquals(USAGE, run("weaving", "--forks", "0"));
        assertSays("--forks: 0 is not from 1 to 100");
        assertEquals(USAGE, run("state", "--keys", "0"));
        assertSays("--keys: 0 is not from 1 to 1000000000");
        assertEquals(USAGE, run("state", "--curve", "--sizes", "1,0.5"));
        assertSays("--sizes: 0.5 is not above 1.0");
        assertEquals(USAGE, run("everything"));
        assertSays("everything");
    }
}
