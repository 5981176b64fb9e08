package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> read = new ArrayList<>();
    private final Mailbox<String> mailbox = new Mailbox<>(tasks::add, String::length, read::add, Mailbox.ALL);

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void lettersAreReadInOrderByOneTask() {
        mailbox.put("a");
        mailbox.put("b");
        assertEquals(1, tasks.size());
        runAll();
        mailbox.put("c");
        runAll();
        assertEquals(List.of("a", "b", "c"), read);
    }

    @Test
    void aReaderThatFallsBehindIsToldInOneLetter() {
        for (int i = 0; i < 6; i++) {
            mailbox.put("letter", 20, "reset");
        }
        runAll();
        assertEquals(List.of("reset", "letter", "letter"), read);
    }

    @Test
    void longQueuesLetOthersHaveTheirTurn() {
        for (int i = 0; i < 300; i++) {
            mailbox.put("x");
        }
        tasks.remove().run();
        assertEquals(256, read.size());
        runAll();
        assertEquals(300, read.size());
    }

    @Test
    void aFailingReaderGetsTheNextLetter() {
        Mailbox<String> failing = new Mailbox<>(
                tasks::add,
                String::length,
                letter -> {
                    read.add(letter);
                    throw new AssertionError("listener");
                },
                Mailbox.ALL);
        failing.put("a");
        failing.put("b");
        runAll();
        assertEquals(List.of("a", "b"), read);
    }

    @Test
    void nothingIsReadAfterTheEnd() {
        mailbox.put("a");
        mailbox.close();
        mailbox.put("b");
        runAll();
        assertEquals(List.of(), read);
    }

    @Test
    void aReaderGetsWhatItAskedForAndNoMore() {
        Mailbox<String> paced = new Mailbox<>(tasks::add, String::length, read::add, 0);
        paced.put("a");
        paced.put("b");
        assertEquals(0, tasks.size());
        paced.ask(1);
        runAll();
        assertEquals(List.of("a"), read);
        paced.ask(Long.MAX_VALUE);
        paced.ask(Long.MAX_VALUE);
        paced.put("c");
        runAll();
        assertEquals(List.of("a", "b", "c"), read);
    }

    @Test
    void theEndIsToldOnceThoughNothingIsAskedFor() {
        Mailbox<String> paced = new Mailbox<>(tasks::add, String::length, read::add, 0);
        paced.put("a");
        paced.close(() -> read.add("end"));
        paced.close(() -> read.add("second end"));
        paced.ask(1);
        runAll();
        assertEquals(List.of("end"), read);
    }
}
